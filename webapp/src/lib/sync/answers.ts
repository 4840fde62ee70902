/** The answers to a pull, each asked for as soon as the one before it has come. */
import type { Api } from '#lib/api/client.ts';
import type { SyncMeta } from '#lib/db/schema.ts';

import type { Problem } from './engine.ts';
import { cursorOf } from './first-sync.ts';
import { after } from './page.ts';
import {
	BrokenAnswerError,
	pullBody,
	readPage,
	type Cursor,
	type Page,
	type Reset
} from './protocol.ts';
import type { Replica } from './replica.ts';
import { lost, problemOf, send } from './request.ts';

/** So many answers may travel, or wait to be stored, while one is stored; each holds a page in memory. */
const ahead = 2;

/**
 * Bytes of a page before compression. The people, for whom somebody waits, come in few large ones: each
 * costs a way to the server and a transaction. What follows gives the screen its time in between.
 */
const bytesOf = ({ part }: Cursor): number => (part?.phase === 'early' ? 2 ** 23 : 2 ** 20);
/** The least share of that; a line that lets no more through lets nothing through. */
const leastShare = 2 ** -6;
/** A page that took less than so many milliseconds may be followed by one of twice the size. */
const fast = 10_000;

/** What the server says to a pull. */
export type Answer =
	| {
			readonly kind: 'page';
			readonly page: Page;
			/** The part of a first pull that was asked for. */
			readonly asked: Cursor['part'];
			/** Where this device stands once the page is stored. */
			readonly stand: SyncMeta;
	  }
	| Reset
	| { readonly kind: 'nothing' }
	| { readonly kind: 'problem'; readonly problem: Problem };

/** Whether nothing comes behind a page. */
export function isLast({ more, phase }: Page): boolean {
	return !more && phase === undefined;
}

/**
 * A pull, answer by answer. What is asked for follows from the pages that have come, as if they were
 * stored; if one of them cannot be, whoever stores them begins anew from where they stand.
 */
export class Answers {
	readonly #replica: Replica;
	readonly #api: Api;
	readonly #signal: AbortSignal | undefined;
	/** Where it begins. */
	readonly #stand: SyncMeta;
	#last: Promise<Answer> | undefined;
	readonly #coming: Promise<Answer>[] = [];

	constructor(replica: Replica, api: Api, stand: SyncMeta, signal: AbortSignal | undefined) {
		this.#replica = replica;
		this.#api = api;
		this.#stand = stand;
		this.#signal = signal;
	}

	/** The next answer. Behind the last one it is told again. */
	next(): Promise<Answer> {
		const next = this.#coming.shift() ?? this.#follow();
		while (this.#coming.length < ahead) this.#coming.push(this.#follow());
		return next;
	}

	/** Asks for what comes behind the last answer, once that is here. */
	#follow(): Promise<Answer> {
		const last = this.#last;
		const next =
			last === undefined ? this.#ask(this.#stand) : last.then((answer) => this.#behind(answer));
		// Nobody may want it any more when it fails.
		next.catch(() => undefined);
		this.#last = next;
		return next;
	}

	#behind(answer: Answer): Answer | Promise<Answer> {
		if (answer.kind !== 'page' || isLast(answer.page)) return answer;
		return this.#ask(answer.stand);
	}

	async #ask(stand: SyncMeta): Promise<Answer> {
		try {
			return await ask(this.#replica, this.#api, stand, cursorOf(stand), this.#signal);
		} catch (error) {
			return { kind: 'problem', problem: lost(error) };
		}
	}
}

async function ask(
	replica: Replica,
	api: Api,
	stand: SyncMeta,
	from: Cursor,
	signal: AbortSignal | undefined
): Promise<Answer> {
	const began = performance.now();
	const maxBytes = Math.round(bytesOf(from) * replica.share);
	const body = pullBody(replica.space, stand.device, from, maxBytes);
	const response = await send(api, '/sync/pull', body, signal);
	if (response.status === 422 && from.part !== undefined) {
		// A server of before knows no phases.
		const { part: _, ...plain } = from;
		return ask(replica, api, stand, plain, signal);
	}
	if (response.status === 204) return { kind: 'nothing' };
	if (!response.ok) return { kind: 'problem', problem: await problemOf(response, 0) };
	const page = await wholePage(response).catch((error: unknown) => {
		// It began to come. On a bad line a smaller one has better chances.
		replica.share = Math.max(replica.share / 4, leastShare);
		throw error;
	});
	if (performance.now() - began < fast) replica.share = Math.min(replica.share * 2, 1);
	if (page.space !== replica.space) throw new BrokenAnswerError('of another space');
	if (page.kind === 'reset') return page;
	return { kind: 'page', page, asked: from.part, stand: after(stand, page) };
}

async function wholePage(response: Response): Promise<Page | Reset> {
	const text = await response.text();
	// Every line ends with a line end, the last one too: one that does not was cut.
	if (!text.endsWith('\n')) throw new BrokenAnswerError('cut off');
	return readPage(text.slice(0, -1).split('\n'));
}
