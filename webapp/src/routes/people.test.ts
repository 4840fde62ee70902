import { beforeEach, expect, test } from 'vitest';

import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';

import { everybody, standingOf, touchedSince } from './people.ts';

const today = '2026-11-21';
let db: Database;

beforeEach(async () => {
	db = await freshDatabase();
});

async function met(contacts: readonly string[], at: string): Promise<string> {
	const id = db.newId();
	await db.put('interaction', id, { at, kind: 'met' });
	for (const contact of contacts)
		await db.put('interaction', id, { [`contacts/${contact}`]: true as const });
	return id;
}

const lastOf = async (id: string) =>
	(await everybody(db, today)).find((somebody) => somebody.id === id)?.touched.last;

test('a touch counts for everybody who took part, also when logged late, edited or deleted', async () => {
	const [ana, raj] = [db.newId(), db.newId()];
	await db.put('contact', ana, { fullName: 'Ana', cadenceDays: 30 });
	await db.put('contact', raj, { fullName: 'Raj', stage: 'dormant' });
	const lunch = await met([ana, raj], '2026-11-01');
	expect([await lastOf(ana), await lastOf(raj)]).toEqual(['2026-11-01', '2026-11-01']);
	await met([ana], '2026-10-01');
	expect(await lastOf(ana)).toBe('2026-11-01');
	await db.put('interaction', lunch, { at: '2026-11-05' });
	expect(await lastOf(raj)).toBe('2026-11-05');
	await db.remove('interaction', lunch);
	expect([await lastOf(ana), await lastOf(raj)]).toEqual(['2026-10-01', undefined]);
});

test('many people with a cadence are the same as few', async () => {
	const ids = Array.from({ length: 301 }, () => db.newId());
	await db.putAll(
		ids.map((id, i) => ({
			op: 'put',
			collection: 'contact',
			id,
			patch: { fullName: `Person ${i}`, cadenceDays: 30 }
		}))
	);
	await met(ids.slice(0, 2), '2026-11-01');
	const people = await everybody(db, today);
	expect(people.filter(({ touched }) => touched.last === '2026-11-01')).toHaveLength(2);
	expect(touchedSince(people, '2026-10-31')).toBe(2);
	expect(touchedSince(people, '2026-11-02')).toBe(0);
});

test('what holds for somebody is read from their record and their circle', () => {
	const fields = { fullName: 'Ana', stage: 'ended', waitingSince: '2026-11-10' } as const;
	const touched = { last: '2026-11-01', unanswered: 0 };
	expect(standingOf({ fields, touched }, { idealDays: 30 })).toMatchObject({
		ended: true,
		closing: false,
		waitingUntil: '2026-12-10'
	});
});
