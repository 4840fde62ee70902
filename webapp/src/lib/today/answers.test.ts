import { beforeEach, expect, test } from 'vitest';

import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';

import { putOff, skippedUntil } from './answers.ts';
import { cardOf, type Candidate } from './engine.ts';
import { promptIdOf } from './put-off.ts';

const today = '2026-11-21';
let db: Database;
let said: { readonly text: string; readonly action?: { readonly run: () => unknown } }[];

beforeEach(async () => {
	db = await freshDatabase();
	said = [];
});

const desk = () => ({
	db,
	toasts: {
		show: (toast: (typeof said)[number]) => {
			said.push(toast);
			return () => undefined;
		}
	}
});

async function ana(): Promise<string> {
	const id = db.newId();
	await db.put('contact', id, { fullName: 'Ana' });
	return id;
}

const cadence = (contactId: string): Candidate => ({
	kind: 'cadence',
	id: `cadence/${contactId}`,
	contactId,
	day: today,
	since: undefined,
	idealDays: 30,
	pastLatest: false
});

const birthday = (contactId: string): Candidate => ({
	kind: 'date',
	id: `date/${contactId}/d1/2026-11-24`,
	contactId,
	day: '2026-11-24',
	occasion: 'birthday',
	label: undefined,
	years: undefined
});

test('whoever it was time for is put off as a person, and undo takes it back', async () => {
	const id = await ana();
	await putOff(desk(), [cadence(id)], () => '2026-11-24', 'Back on Tuesday');
	expect((await db.get('contact', id))?.fields.snoozedUntil).toBe('2026-11-24');
	await said[0]?.action?.run();
	expect((await db.get('contact', id))?.fields.snoozedUntil).toBeUndefined();
});

test('a birthday that was skipped does not come back this year, and does not silence the person', async () => {
	const id = await ana();
	const card = birthday(id);
	await putOff(desk(), [card], (one) => skippedUntil(one, today), 'Skipped');
	const { until } = (await db.get('prompt', promptIdOf(id)))?.fields ?? {};
	expect(until).toEqual({ [cardOf(card)]: '2026-11-25' });
	expect((await db.get('contact', id))?.fields.snoozedUntil).toBeUndefined();
	await said[0]?.action?.run();
	expect((await db.get('prompt', promptIdOf(id)))?.fields.until ?? {}).toEqual({});
});

test('several ideas about a person are passed over at once, and come back at once', async () => {
	const id = await ana();
	const question = { ...birthday(id), kind: 'question', id: `question/${id}/q1` } as const;
	const asked = { ...question, why: 'How was it?', act: { label: 'Ask', href: '/' } };
	await putOff(desk(), [cadence(id), asked], () => '2026-11-24', 'Skipped');
	expect((await db.get('contact', id))?.fields.snoozedUntil).toBe('2026-11-24');
	expect((await db.get('prompt', promptIdOf(id)))?.fields.until).toEqual({
		[cardOf(asked)]: '2026-11-24'
	});
	await said[0]?.action?.run();
	expect((await db.get('contact', id))?.fields.snoozedUntil).toBeUndefined();
	expect((await db.get('prompt', promptIdOf(id)))?.fields.until ?? {}).toEqual({});
});

test('two devices write what was answered about a person to the same record', async () => {
	const id = await ana();
	expect(promptIdOf(id)).toBe(promptIdOf(id));
	expect(promptIdOf(id)).not.toBe(id);
	expect(promptIdOf(promptIdOf(id))).toBe(id);
	expect(promptIdOf(id)).toMatch(
		/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/
	);
});
