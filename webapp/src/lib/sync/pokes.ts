import type { Api } from '#lib/api/client.ts';

import { backoff } from './backoff.ts';

/** The server sends something every 20 to 25 s; after so much silence the line is dead. */
const silence = 45_000;
/** A line that was open for so long was a good one; one that breaks is opened again at once. */
const lasting = 10_000;

/** What {@link watchPokes} tells. */
export interface PokeListener {
	/** The space has a newer head. */
	poked(space: string, head: number): void;
	/** The line is open; what came before it was missed. */
	opened(): void;
}

/** Listens for pokes until `signal` says stop, and connects anew whenever the line breaks. */
export async function watchPokes(
	api: Api,
	listener: PokeListener,
	signal: AbortSignal
): Promise<void> {
	let failures = 0;
	while (!signal.aborted) {
		let opened = Number.POSITIVE_INFINITY;
		const noted: PokeListener = {
			poked: (space, head) => listener.poked(space, head),
			opened: () => {
				opened = performance.now();
				listener.opened();
			}
		};
		try {
			await listen(api, noted, signal);
		} catch {
			// No network, or the line broke: the next attempt will tell.
		}
		// A line that is cut at once, by whoever stands between, is no better than none.
		failures = performance.now() - opened > lasting ? 0 : failures + 1;
		await pause(backoff(failures), signal);
	}
}

/** One connection; resolves once the server has closed it. */
async function listen(api: Api, listener: PokeListener, signal: AbortSignal): Promise<void> {
	const dead = new AbortController();
	const headers = { Accept: 'text/event-stream' };
	const either = AbortSignal.any([signal, dead.signal]);
	let watchdog = setTimeout(() => dead.abort(), silence);
	try {
		const response = await api.fetch('/sync/events', { headers, signal: either });
		if (!response.ok || response.body === null) return;
		listener.opened();
		const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
		let rest = '';
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			clearTimeout(watchdog);
			watchdog = setTimeout(() => dead.abort(), silence);
			const events = (rest + value).replaceAll('\r', '').split('\n\n');
			rest = events.pop() ?? '';
			for (const event of events) tell(event, listener);
		}
	} finally {
		clearTimeout(watchdog);
		dead.abort();
	}
}

function tell(event: string, listener: PokeListener): void {
	const fields = Map.groupBy(event.split('\n'), (line) => line.slice(0, line.indexOf(':')));
	if (fields.get('event')?.[0]?.slice(6).trim() !== 'poke') return;
	const data = (fields.get('data') ?? []).map((line) => line.slice(5)).join('\n');
	try {
		const poke = JSON.parse(data) as { space?: unknown; head?: unknown };
		if (typeof poke.space === 'string' && typeof poke.head === 'number') {
			listener.poked(poke.space, poke.head);
		}
	} catch {
		// Not a poke that this version knows; the next pull brings what it meant.
	}
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(done, milliseconds);
		signal.addEventListener('abort', done, { once: true });
		function done() {
			clearTimeout(timer);
			signal.removeEventListener('abort', done);
			resolve();
		}
	});
}
