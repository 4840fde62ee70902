/**
 * One push, and one pull to its end, against an {@link Api}. Whatever happens
 * comes back as an event for the engine. The service worker may push with it
 * too.
 */
import type { Api } from '#lib/api/client.ts';
import { isObject } from '#lib/api/problem.ts';
import { Phase } from '#lib/db/pending.ts';
import { inPhase } from '#lib/db/read.ts';

import { Answers, isLast } from './answers.ts';
import type { Event, Problem } from './engine.ts';
import { cursorOf } from './first-sync.ts';
import { nextBatch, settle } from './outbox.ts';
import { applyNothing, applyPage } from './page.ts';
import { pushBody, readPushReply, type Reset } from './protocol.ts';
import { PullNews } from './pull-news.ts';
import type { Replica } from './replica.ts';
import { json, lost, problemOf, send } from './request.ts';

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
		let answers = new Answers(replica, api, await replica.stand(), options.signal);
		for (let late = 0; ;) {
			const answer = await answers.next();
			if (answer.kind === 'problem') return failure(answer.problem);
			if (answer.kind === 'reset') return reset(answer);
			if (answer.kind === 'nothing') {
				await applyNothing(replica, await epochOf(replica, api, options.signal));
				return await pulled(replica);
			}
			const { page, asked, stand } = answer;
			if ((await applyPage(replica, page, asked, news.add)) === 'stale') {
				if (++late > overtaken) return failure({ kind: 'network' });
				answers = new Answers(replica, api, await replica.stand(), options.signal);
				continue;
			}
			if (isLast(page)) return await pulled(replica);
			// The end of a phase is what somebody waits for.
			if (!page.more) news.tell();
			const { first, cursor } = stand;
			options.onprogress?.(first?.rows ?? Math.max(page.next, cursor), first?.head ?? page.head);
		}
	} catch (error) {
		return failure(lost(error));
	} finally {
		news.tell();
	}
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
	const { epoch } = cursorOf(await replica.stand());
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

function failure(problem: Problem): Event {
	return { type: 'failed', problem };
}
