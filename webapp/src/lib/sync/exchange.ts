/**
 * One push, and one pull to its end, against an {@link Api}. Whatever happens
 * comes back as an event for the engine. The service worker may push with it
 * too.
 */
import type { Api } from '#lib/api/client.ts';
import { isObject, readProblem } from '#lib/api/problem.ts';
import { Phase } from '#lib/db/pending.ts';
import { inPhase } from '#lib/db/read.ts';
import { StorageFullError } from '#lib/db/types.ts';

import type { Event, Problem } from './engine.ts';
import { cursorOf } from './first-sync.ts';
import { nextBatch, settle } from './outbox.ts';
import { applyNothing, applyPage, behind } from './page.ts';
import {
	BrokenAnswerError,
	pullBody,
	pushBody,
	readPage,
	readPushReply,
	type Cursor,
	type Page,
	type Reset
} from './protocol.ts';
import { PullNews } from './pull-news.ts';
import type { Replica } from './replica.ts';

/** An exchange that is not over after so many milliseconds counts as lost. */
const patience = 60_000;
/** From so many characters on a body is worth compressing. */
const worthGzip = 4096;
/** Pages in a row that another tab may overtake before this one gives way. */
const overtaken = 3;

/** What an exchange may be told besides where to. */
export interface ExchangeOptions {
	readonly signal?: AbortSignal;
	/** Told after each page how far a pull is: the cursor, and the head it goes to. */
	readonly onprogress?: (cursor: number, head: number) => void;
}

/** Sends what is next. */
export async function push(
	replica: Replica,
	api: Api,
	limit: number,
	options: ExchangeOptions = {}
): Promise<Event> {
	try {
		const batch = await nextBatch(replica, limit);
		if (batch === undefined) return { type: 'pushed', sent: 0 };
		const sent = batch.entries.length;
		const body = pushBody(replica.space, batch.meta, batch.entries);
		const left = replica.now();
		const response = await send(api, '/sync/push', body, options.signal);
		if (!response.ok) return failure(await problemOf(response, sent));
		await settle(replica, readPushReply(await json(response)), left);
		return { type: 'pushed', sent };
	} catch (error) {
		return failure(lost(error));
	}
}

/** Pulls until there is nothing more. */
export async function pull(
	replica: Replica,
	api: Api,
	options: ExchangeOptions = {}
): Promise<Event> {
	const news = new PullNews(replica.connection.channel);
	try {
		let coming: Promise<Answer> | undefined;
		for (let late = 0; ;) {
			coming ??= ask(replica, api, await since(replica), options.signal);
			const answer: Answer = await coming;
			coming = undefined;
			if (answer.kind === 'problem') return failure(answer.problem);
			if (answer.kind === 'reset') return reset(answer);
			if (answer.kind === 'nothing') {
				await applyNothing(replica, await epochOf(replica, api, options.signal));
				return await pulled(replica);
			}
			const { page, asked } = answer;
			// The next page travels while this one is read and stored.
			const isLast = !page.more && page.phase === undefined;
			if (!isLast) coming = follow(replica, api, page, options.signal);
			// Nobody waits for it if this one cannot be stored.
			coming?.catch(() => undefined);
			if ((await applyPage(replica, page, asked, news.add)) === 'stale') {
				coming = undefined;
				if (++late > overtaken) return failure({ kind: 'network' });
				continue;
			}
			if (isLast) return await pulled(replica);
			// The end of a phase is what somebody waits for.
			if (!page.more) news.tell();
			const { first, cursor } = await replica.stand();
			const done = first?.rows ?? Math.max(page.next, cursor);
			options.onprogress?.(done, first?.head ?? page.head);
		}
	} catch (error) {
		return failure(lost(error));
	} finally {
		news.tell();
	}
}

type Answer =
	| { readonly kind: 'page'; readonly page: Page; readonly asked: Cursor['part'] }
	| Reset
	| { readonly kind: 'nothing' }
	| { readonly kind: 'problem'; readonly problem: Problem };

interface Since extends Cursor {
	readonly device: string;
}

async function since(replica: Replica): Promise<Since> {
	const meta = await replica.stand();
	return { ...cursorOf(meta), device: meta.device };
}

async function follow(
	replica: Replica,
	api: Api,
	page: Page,
	signal: AbortSignal | undefined
): Promise<Answer> {
	try {
		return await ask(replica, api, behind(await replica.stand(), page), signal);
	} catch (error) {
		return { kind: 'problem', problem: lost(error) };
	}
}

async function ask(
	replica: Replica,
	api: Api,
	from: Since,
	signal: AbortSignal | undefined
): Promise<Answer> {
	const body = pullBody(replica.space, from.device, from);
	const response = await send(api, '/sync/pull', body, signal);
	if (response.status === 422 && from.part !== undefined) {
		// A server of before knows no phases.
		const { part: _, ...plain } = from;
		return ask(replica, api, plain, signal);
	}
	if (response.status === 204) return { kind: 'nothing' };
	if (!response.ok) return { kind: 'problem', problem: await problemOf(response, 0) };
	const text = await response.text();
	// Every line ends with a line end, the last one too: one that does not was cut.
	if (!text.endsWith('\n')) throw new BrokenAnswerError('cut off');
	const page = readPage(text.slice(0, -1).split('\n'));
	if (page.space !== replica.space) throw new BrokenAnswerError('of another space');
	return page.kind === 'reset' ? page : { kind: 'page', page, asked: from.part };
}

function reset({ reset: reason, epoch }: Reset): Event {
	return reason === 'left' ? failure({ kind: 'left' }) : { type: 'reset', reason, epoch };
}

/** The epoch of a space that has no page to tell it. */
async function epochOf(
	replica: Replica,
	api: Api,
	signal: AbortSignal | undefined
): Promise<string | undefined> {
	const { epoch } = await since(replica);
	if (epoch !== undefined) return epoch;
	const response = await api.fetch('/spaces', signal === undefined ? {} : { signal });
	const spaces: unknown = response.ok ? await json(response) : [];
	const space = Array.isArray(spaces) ? spaces.find(isNamed(replica.space)) : undefined;
	return space?.epoch;
}

function isNamed(id: string) {
	return (space: unknown): space is { readonly epoch: string } =>
		isObject(space) && space['id'] === id && typeof space['epoch'] === 'string';
}

async function pulled(replica: Replica): Promise<Event> {
	const waiting = await replica.connection.run('readonly', ['outbox'], (tx) =>
		tx.objectStore('outbox').index('phase').count(inPhase(Phase.waiting, Phase.sealed))
	);
	return { type: 'pulled', waiting };
}

async function send(
	api: Api,
	path: string,
	body: string,
	signal: AbortSignal | undefined
): Promise<Response> {
	const headers = new Headers({ 'Content-Type': 'application/json' });
	const limits = [AbortSignal.timeout(patience), ...(signal === undefined ? [] : [signal])];
	const init = { method: 'POST', headers, signal: AbortSignal.any(limits) };
	if (body.length < worthGzip || !('CompressionStream' in globalThis)) {
		return api.fetch(path, { ...init, body });
	}
	headers.set('Content-Encoding', 'gzip');
	return api.fetch(path, { ...init, body: await gzip(body) });
}

async function gzip(text: string): Promise<ArrayBuffer> {
	const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip'));
	return new Response(stream).arrayBuffer();
}

async function json(response: Response): Promise<unknown> {
	try {
		return await response.json();
	} catch {
		throw new BrokenAnswerError('cut off');
	}
}

async function problemOf(response: Response, sent: number): Promise<Problem> {
	const { status } = response;
	if (status === 401) return { kind: 'signed-out' };
	if (status === 426) return { kind: 'outdated' };
	if (status === 429 || status === 503) return busy(response.headers.get('Retry-After'));
	if (status >= 500) return { kind: 'network' };
	const code = await codeOf(response);
	if (code === 'not-a-member') return { kind: 'left' };
	if (code === 'epoch-changed') return { kind: 'epoch-changed' };
	if (code === 'seq-gap' || code === 'device-forked') return { kind: 'device-unknown' };
	// Anything else on the way says nothing of what was sent: a proxy, a hotel, a server being replaced.
	if (![400, 413, 415, 422].includes(status)) return { kind: 'network' };
	return { kind: 'refused', code, sent };
}

/** What the server says is wrong. Cut short it says nothing, least of all that a change is no good. */
async function codeOf(response: Response): Promise<string> {
	const ours = response.headers.get('Content-Type')?.startsWith('application/problem+json');
	const { status } = response;
	const { code } = await readProblem(new Response(await response.text(), { status }));
	if (ours && code.startsWith('status-')) throw new BrokenAnswerError('cut off');
	return code;
}

/** A proxy on the way may say when, too; as a number of seconds or as a date. */
function busy(retryAfter: string | null): Problem {
	if (retryAfter === null) return { kind: 'busy' };
	const seconds = Number(retryAfter);
	const after = Number.isNaN(seconds) ? Date.parse(retryAfter) - Date.now() : seconds * 1000;
	return Number.isNaN(after) ? { kind: 'busy' } : { kind: 'busy', after: Math.max(0, after) };
}

/** What an exception means; one that nobody expects is thrown on. */
function lost(error: unknown): Problem {
	if (error instanceof StorageFullError) return { kind: 'full' };
	if (error instanceof TypeError || error instanceof BrokenAnswerError) return { kind: 'network' };
	if (error instanceof DOMException) return { kind: 'network' };
	throw error;
}

function failure(problem: Problem): Event {
	return { type: 'failed', problem };
}
