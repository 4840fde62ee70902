import { readFileSync } from 'node:fs';

import { afterEach, expect, test } from 'vitest';

import { addDays } from '#lib/calendar/wall.ts';
import { fill } from '#lib/db/fill.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import { openDatabase } from '#lib/db/open.ts';
import { sampleYear } from '#lib/sample/records.ts';
import { chooseCards } from '#lib/today/engine.ts';

import { gather } from './gather.ts';

const source = readFileSync('src/lib/sample/year.txt', 'utf8');
const zone = 'Europe/Lisbon';

let db: LocalDatabase | undefined;

afterEach(() => db?.close());

async function todayOf(today: string, language: 'en' | 'de', hour: number) {
	db = await openDatabase({ userId: 'sample', spaceId: crypto.randomUUID() });
	await fill(db, sampleYear(source, { today, zone, language }));
	const now = new Date(`${today}T${String(hour).padStart(2, '0')}:30:00Z`);
	const { candidates, day } = await gather(db, { now, zone, locale: language });
	return chooseCards(candidates, day);
}

test('on any day Today has five or six cards, of five kinds at least, and nothing piles up', async () => {
	for (const [days, hour] of [
		[0, 8],
		[1, 10],
		[2, 16],
		[47, 9],
		[92, 20],
		[187, 7],
		[290, 12]
	] as const) {
		const { shown, waiting } = await todayOf(addDays('2026-12-01', days), 'en', hour);
		const kinds = new Set(shown.map(({ lead }) => lead.kind));
		expect(shown.length).toBeGreaterThanOrEqual(5);
		expect(shown.length).toBeLessThanOrEqual(6);
		expect(kinds.size, [...kinds].join()).toBeGreaterThanOrEqual(5);
		expect(waiting).toBe(0);
		db?.close();
	}
});

test('the cards are the same in both languages', async () => {
	const english = await todayOf('2026-12-01', 'en', 8);
	db?.close();
	const german = await todayOf('2026-12-01', 'de', 8);
	const ids = ({ shown }: typeof english) => shown.map(({ lead }) => lead.id);
	expect(ids(german)).toEqual(ids(english));
});

test('a filled database waits for nothing to be sent', async () => {
	await todayOf('2026-12-01', 'en', 8);
	expect(await db?.pendingCount()).toBe(0);
	const people = (await db?.contacts()) ?? [];
	expect(people.length).toBeGreaterThan(38);
	const [first] = people;
	const row = first && (await db?.get('contact', first.id));
	expect(row?.pending).toBe(false);
});
