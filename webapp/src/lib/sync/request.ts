/** One request to the server, and what it means if it fails. */
import type { Api } from '#lib/api/client.ts';
import { readProblem } from '#lib/api/problem.ts';
import { StorageFullError } from '#lib/db/types.ts';

import type { Problem } from './engine.ts';
import { BrokenAnswerError } from './protocol.ts';

/** An exchange that is not over after so many milliseconds counts as lost. */
const patience = 60_000;
/** From so many characters on a body is worth compressing. */
const worthGzip = 4096;

/** Sends a body as JSON, compressed if that is worth it. */
export async function send(
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

/** The body of an answer. Throws {@link BrokenAnswerError} if it is not whole. */
export async function json(response: Response): Promise<unknown> {
	try {
		return await response.json();
	} catch {
		throw new BrokenAnswerError('cut off');
	}
}

/** What an answer that is no success means; `sent` is how many changes went out. */
export async function problemOf(response: Response, sent: number): Promise<Problem> {
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
export function lost(error: unknown): Problem {
	if (error instanceof StorageFullError) return { kind: 'full' };
	if (error instanceof TypeError || error instanceof BrokenAnswerError) return { kind: 'network' };
	if (error instanceof DOMException) return { kind: 'network' };
	throw error;
}
