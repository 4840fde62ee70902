import { expect, test } from 'vitest';

import { settingId, type InteractionPatch, type PromptPatch } from '#lib/api/collections.gen.ts';
import { addDays, wallDate } from '#lib/calendar/wall.ts';
import { chooseCards, reasonsOf } from '#lib/today/engine.ts';
import { promptIdOf } from '#lib/today/put-off.ts';
import { freshDatabase } from '#lib/testing/database.ts';

import { gather } from './gather.ts';

const now = new Date();
const view = { now, zone: 'UTC', locale: 'en-GB' };
const today = wallDate(now, 'UTC');

test('Today is made of what every feature has, less what was put off', async () => {
	const db = await freshDatabase();
	const [ana, raj, circle] = [db.newId(), db.newId(), db.newId()];
	await db.put('circle', circle, { name: 'Close', idealDays: 30 });
	await db.put('contact', raj, { fullName: 'Raj', circle });
	await db.put('contact', ana, {
		fullName: 'Ana',
		'dates/b': { kind: 'birthday', date: `-${today.slice(4)}` }
	});
	const meet = async (contact: string, fields: InteractionPatch) => {
		const member: InteractionPatch = { [`contacts/${contact}`]: true as const };
		await db.put('interaction', db.newId(), { ...fields, ...member });
	};
	await meet(raj, { at: addDays(today, -60) });
	await meet(ana, { at: addDays(today, 1), planned: true });
	await db.put('promise', db.newId(), { by: 'me', contact: raj, text: 'Intro', due: today });

	const shown = async () => {
		const { candidates, day } = await gather(db, view);
		return chooseCards(candidates, day).shown.map((card) =>
			reasonsOf(card).map(({ kind }) => kind)
		);
	};
	expect(await shown()).toEqual([
		['promise', 'cadence'],
		['date', 'meeting']
	]);

	const until: PromptPatch = { [`until/date.b.${today}`]: addDays(today, 1) };
	await db.put('prompt', promptIdOf(ana), { contact: ana, ...until });
	await db.put('setting', settingId, { touchesPerWeek: 0 });
	expect(await shown()).toEqual([['promise', 'cadence'], ['meeting']]);
	db.close();
});

test('where there is nobody and nothing yet, Today is new', async () => {
	const db = await freshDatabase();
	expect((await gather(db, view)).isNew).toBe(true);
	await db.put('note', db.newId(), { body: 'A thought.' });
	expect((await gather(db, view)).isNew).toBe(false);
	db.close();
});
