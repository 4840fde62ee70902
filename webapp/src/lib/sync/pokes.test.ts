import { afterEach, expect, test, vi } from 'vitest';

import { watchPokes } from './pokes.ts';

afterEach(() => vi.useRealTimers());

/** A server whose lines the test writes. */
function eventServer() {
	const lines: ReadableStreamDefaultController<Uint8Array>[] = [];
	const aborted: boolean[] = [];
	const api = {
		fetch: async (_: string, init?: RequestInit) => {
			const nth = lines.length;
			init?.signal?.addEventListener('abort', () => {
				aborted[nth] = true;
				lines[nth]?.error(new DOMException('aborted', 'AbortError'));
			});
			return new Response(
				new ReadableStream<Uint8Array>({ start: (line) => void lines.push(line) })
			);
		}
	};
	const write = (text: string) => lines.at(-1)?.enqueue(new TextEncoder().encode(text));
	return { api, lines, aborted, write };
}

test('pokes are told, also when a line arrives in pieces', async () => {
	const { api, write } = eventServer();
	const stop = new AbortController();
	const poked = vi.fn();
	const opened = vi.fn();
	void watchPokes(api, { poked, opened }, stop.signal);
	await vi.waitFor(() => expect(opened).toHaveBeenCalledOnce());

	write(': heartbeat\n\nevent: poke\ndata: {"space":"s","he');
	write('ad":7}\n\nevent: other\ndata: {}\n\nevent: poke\r\ndata: {"space":"s","head":8}\r\n\r\n');

	await vi.waitFor(() =>
		expect(poked.mock.calls).toEqual([
			['s', 7],
			['s', 8]
		])
	);
	stop.abort();
});

test('a line that fell silent is given up, and another one opened', async () => {
	vi.useFakeTimers();
	const { api, lines, aborted, write } = eventServer();
	const stop = new AbortController();
	const opened = vi.fn();
	void watchPokes(api, { poked: vi.fn(), opened }, stop.signal);
	await vi.advanceTimersByTimeAsync(40_000);
	write(': heartbeat\n\n');
	await vi.advanceTimersByTimeAsync(40_000);
	expect(aborted).toEqual([]);

	await vi.advanceTimersByTimeAsync(10_000);
	expect(aborted).toEqual([true]);
	await vi.advanceTimersByTimeAsync(5_000);
	expect(lines).toHaveLength(2);
	// What was poked in between was missed: whoever listens pulls.
	expect(opened).toHaveBeenCalledTimes(2);
	stop.abort();
	await vi.advanceTimersByTimeAsync(600_000);
	expect(lines).toHaveLength(2);
});

test('a server that is not there is asked again, ever more seldom', async () => {
	vi.useFakeTimers();
	vi.spyOn(Math, 'random').mockReturnValue(1);
	const fetch = vi.fn(() => Promise.reject(new TypeError('network error')));
	const stop = new AbortController();
	void watchPokes({ fetch }, { poked: vi.fn(), opened: vi.fn() }, stop.signal);
	await vi.advanceTimersByTimeAsync(2_000 + 4_000 + 8_000);
	expect(fetch).toHaveBeenCalledTimes(4);
	stop.abort();
});

test('a line that somebody on the way closes at once is opened ever more seldom', async () => {
	vi.useFakeTimers();
	vi.spyOn(Math, 'random').mockReturnValue(1);
	const fetch = vi.fn(() => Promise.resolve(new Response('')));
	const opened = vi.fn();
	const stop = new AbortController();
	void watchPokes({ fetch }, { poked: vi.fn(), opened }, stop.signal);
	await vi.advanceTimersByTimeAsync(2_000 + 4_000 + 8_000);
	expect(fetch).toHaveBeenCalledTimes(4);
	expect(opened).toHaveBeenCalledTimes(4);
	stop.abort();
});
