/** Done and Snooze for what a day brings: promises, and days to remember. */
import type { Promise as PromiseFields } from '#lib/api/collections.gen.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import type { View } from '#lib/db/pending.ts';
import { nest } from '#lib/db/flat.ts';
import { views } from '#lib/db/read.ts';
import type { Tx } from '#lib/db/schema.ts';
import { plainRules, type Change } from '#lib/db/write.ts';
import { isOpen, keptPatch } from '#lib/promise/standing.ts';
import { dayAt } from '#lib/reminder/zone.ts';
import type { Answers } from '#lib/today/notices.ts';
import { promptIdOf, putOffChange } from '#lib/today/put-off.ts';

import type { Press } from './answer.ts';

/** The day where this device is. */
export function today(now: Date): WallDate {
	return dayAt(now.valueOf(), Intl.DateTimeFormat().resolvedOptions().timeZone);
}

/**
 * What a press writes: a promise is kept, or what was told comes again tomorrow, which for a day to
 * remember is not at all. `undefined` if this device cannot know what is meant.
 */
export async function answerOf(
	{ action, data }: Press,
	answers: Answers,
	day: WallDate
): Promise<readonly Change[] | undefined> {
	const { promiseId: id, contactId, card } = data;
	if (action === 'done' && id !== undefined) {
		if (await answers.settled(id)) return [];
		return [{ op: 'put', collection: 'promise', id, patch: { ...keptPatch(day) } }];
	}
	if (contactId === undefined || card === undefined) return undefined;
	return [putOffChange(contactId, card, addDays(day, 1))];
}

/** What the store of this device knows of answers. */
export function answersIn(read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>): Answers {
	const one = (collection: 'promise' | 'prompt', id: string): Promise<View | undefined> =>
		read(async (tx) => (await views(tx, collection, [id], plainRules))[0]?.[1]);
	return {
		settled: async (id) => {
			const promise = await one('promise', id);
			if (promise === undefined) return false;
			const fields: PromiseFields = nest(promise.fields);
			return promise.deleted || !isOpen(fields);
		},
		putOff: async (contactId) => {
			const prompt = await one('prompt', promptIdOf(contactId));
			const { until }: { until?: Record<string, WallDate> } = nest(prompt?.fields ?? {});
			return until;
		}
	};
}
