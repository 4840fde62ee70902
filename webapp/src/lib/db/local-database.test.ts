import { afterEach, expect, test } from 'vitest';

import type { LocalDatabase } from './local-database.ts';
import { openDatabase } from './open.ts';

const opened: LocalDatabase[] = [];

/** A database of its own, or another tab of the same one. */
async function open(userId: string = crypto.randomUUID()): Promise<LocalDatabase> {
	const db = await openDatabase({ userId, spaceId: 's' });
	opened.push(db);
	return db;
}
afterEach(() => {
	for (const db of opened.splice(0)) db.close();
});

/** Members of `contacts` for a patch. */
function naming(...ids: string[]): { readonly [member: `contacts/${string}`]: true } {
	return Object.fromEntries(ids.map((id) => [`contacts/${id}`, true]));
}

test('a saved record is there again after the tab was closed', async () => {
	const user = crypto.randomUUID();
	const first = await open(user);
	const id = first.newId();
	await first.put('contact', id, {
		fullName: 'Ada',
		'emails/e1': { label: 'work', value: 'ada@example.org' },
		'tags/maths': true
	});
	first.close();

	const again = await open(user);
	expect(await again.get('contact', id)).toMatchObject({
		id,
		version: 0,
		pending: true,
		deleted: false,
		fields: {
			fullName: 'Ada',
			emails: { e1: { label: 'work', value: 'ada@example.org' } },
			tags: { maths: true }
		}
	});
	expect(await again.pendingCount()).toBe(1);
});

test('a cleared field and a removed member are gone', async () => {
	const db = await open();
	const id = db.newId();
	await db.put('contact', id, {
		fullName: 'Ada',
		title: 'Countess',
		'tags/a': true,
		'tags/b': true
	});
	await db.put('contact', id, { title: null, 'tags/a': null });
	expect((await db.get('contact', id))?.fields).toEqual({ fullName: 'Ada', tags: { b: true } });
});

test('of several changes all are saved or none is', async () => {
	const db = await open();
	const id = db.newId();
	const bad = { op: 'put', collection: 'note', id: db.newId(), patch: { body: Symbol() } };
	await expect(
		db.putAll([
			{ op: 'put', collection: 'contact', id, patch: { fullName: 'Ada', uid: (() => 1) as never } },
			bad as never
		])
	).rejects.toThrow();
	expect(await db.pendingCount()).toBe(0);
	expect(await db.get('contact', id)).toBeUndefined();
});

test('the contacts are in the order of their names, whatever their marks and case', async () => {
	const db = await open();
	for (const fullName of ['Zoë', 'ada', 'Ängela', 'Bob', 'Ada B']) {
		await db.put('contact', db.newId(), { fullName });
		await db.contacts();
	}
	const names = (await db.contacts()).map(({ fullName }) => fullName);
	expect(names).toEqual(['ada', 'Ada B', 'Ängela', 'Bob', 'Zoë']);
	expect((await db.contacts()).map(({ folded }) => folded)).toContain('angela');
});

test('the list of contacts follows renames, deletes and restores', async () => {
	const db = await open();
	const [ada, bob] = [db.newId(), db.newId()];
	await db.put('contact', ada, { fullName: 'Ada', 'tags/b': true, 'tags/a': true });
	await db.put('contact', bob, { fullName: 'Bob' });
	const before = await db.contacts();
	expect(before[0]?.tags).toEqual(['a', 'b']);
	await db.put('contact', ada, { fullName: 'Zora' });
	expect((await db.contacts()).map(({ id }) => id)).toEqual([bob, ada]);
	await db.remove('contact', bob);
	expect((await db.contacts()).map(({ id }) => id)).toEqual([ada]);
	await db.restore('contact', bob);
	expect((await db.contacts()).map(({ id }) => id)).toEqual([bob, ada]);
	// The same array as long as nothing changes, so that nobody computes anew.
	expect(await db.contacts()).toBe(await db.contacts());
});

test('a packed list is read by the next start and by another tab that missed the changes', async () => {
	const user = crypto.randomUUID();
	const [one, two] = [await open(user), await open(user)];
	await one.put('contact', one.newId(), { fullName: 'Ada', organization: 'A\nB', 'tags/x': true });
	await two.contacts();
	await one.put('contact', one.newId(), { fullName: 'Bob' });
	// The log is forgotten up to here.
	await one.maintain(true);
	expect((await two.contacts()).map(({ fullName }) => fullName)).toEqual(['Ada', 'Bob']);
	const next = await open(user);
	expect(await next.contacts()).toMatchObject([
		{ fullName: 'Ada', organization: 'A B', title: undefined, tags: ['x'] },
		{ fullName: 'Bob', organization: undefined, tags: [] }
	]);
});

test('the list of people has what Today goes by, and tells photos apart, also after a start', async () => {
	const user = crypto.randomUUID();
	const db = await open(user);
	const [ada, bob] = [db.newId(), db.newId()];
	const birthday = { kind: 'birthday', date: '--12-10', leadDays: 3 } as const;
	await db.put('contact', ada, { fullName: 'Ada', stage: 'steady', 'dates/b': birthday });
	await db.put('contact', ada, { photo: 'data:,one', cadenceDays: 30 });
	await db.put('contact', bob, { fullName: 'Bob' });
	const [first] = await db.contacts();
	expect(first?.timing).toEqual({ stage: 'steady', cadenceDays: 30, dates: { b: birthday } });
	await db.maintain(true);
	const [again, other] = await (await open(user)).contacts();
	expect(again?.timing).toEqual(first?.timing);
	expect([again?.photo, other?.photo]).toEqual([first?.photo, undefined]);
	expect(other?.timing).toEqual({});
	await db.put('contact', ada, { photo: 'data:,two', cadenceDays: null });
	const [changed] = await db.contacts();
	expect(changed?.photo).not.toBe(first?.photo);
	expect(changed?.timing.cadenceDays).toBeUndefined();
});

test('facts, questions and the like are found by whom they are about, also when that has just changed', async () => {
	const db = await open();
	const [ada, bea, fact, moved] = [db.newId(), db.newId(), db.newId(), db.newId()];
	await db.put('fact', fact, { contact: ada, text: 'plays the cello' });
	await db.put('fact', moved, { contact: bea, text: 'moves to Porto' });
	await db.put('fact', db.newId(), { contact: bea, text: `knows ${ada}` });
	expect((await db.about('fact', ada)).map(({ id }) => id)).toEqual([fact]);
	await db.put('fact', moved, { contact: ada });
	// Ids of one millisecond have no order.
	const about = (await db.about('fact', ada)).map(({ id }) => id);
	expect(about.toSorted()).toEqual([fact, moved].toSorted());
	expect(await db.about('question', ada)).toEqual([]);
});

test('what is about a contact comes newest first, and no more than asked for', async () => {
	const db = await open();
	const [ada, bob] = [db.newId(), db.newId()];
	const [old, recent, other] = [db.newId(), db.newId(), db.newId()];
	await db.put('note', recent, { body: 'recent', at: '2026-11-21', ...naming(ada, bob) });
	await db.put('note', old, { body: 'old', at: '2020-01-01', ...naming(ada) });
	await db.put('note', other, { body: 'other', ...naming(bob) });
	const about = async (limit?: number) => (await db.about('note', ada, limit)).map(({ id }) => id);
	expect(await about()).toEqual([recent, old]);
	expect(await about(1)).toEqual([recent]);

	await db.put('note', recent, { [`contacts/${ada}`]: null });
	expect(await about()).toEqual([old]);
	await db.remove('note', old);
	expect(await about()).toEqual([]);
	await db.put('reminder', db.newId(), { title: 'Call', at: '2026-12-01', contact: ada });
	expect(await db.about('reminder', ada)).toHaveLength(1);
});

test('the newest notes are the last ones written', async () => {
	let time = Date.UTC(2026, 0);
	const db = await openDatabase({ userId: crypto.randomUUID(), spaceId: 's' }, () => ++time);
	opened.push(db);
	const ids: string[] = [];
	for (let i = 0; i < 5; i++) {
		ids.push(db.newId());
		await db.put('note', ids[i]!, { body: `note ${i}` });
	}
	await db.remove('note', ids[4]!);
	expect((await db.recentNotes(2)).map(({ id }) => id)).toEqual([ids[3], ids[2]]);
});

test('the trash holds what was deleted, of every collection, until it is restored', async () => {
	const db = await open();
	const [ada, note] = [db.newId(), db.newId()];
	await db.put('contact', ada, { fullName: 'Ada' });
	await db.put('note', note, { body: 'text' });
	await db.remove('contact', ada);
	await db.remove('note', note);
	expect((await db.trash()).map(({ collection }) => collection).sort()).toEqual([
		'contact',
		'note'
	]);
	await db.restore('contact', ada);
	expect((await db.trash()).map(({ id }) => id)).toEqual([note]);
	expect(await db.list('contact')).toHaveLength(1);
});

test('another tab hears which collections were touched', async () => {
	const user = crypto.randomUUID();
	const [one, two] = [await open(user), await open(user)];
	const heard = new Promise<ReadonlySet<string>>((resolve) => two.subscribe(resolve));
	await one.put('reminder', one.newId(), { title: 'Call' });
	expect([...(await heard)]).toEqual(['reminder']);
});

test('contacts and notes are found by the beginnings of words, before and after there is an index', async () => {
	const db = await open();
	const [ada, ben, note] = [db.newId(), db.newId(), db.newId()];
	await db.put('contact', ada, { fullName: 'Ada Müller', 'emails/e': { value: 'lovelace@x.org' } });
	await db.put('contact', ben, { fullName: 'Ben Adams' });
	await db.put('note', note, { body: 'Lunch with adamant people', ...naming(ada) });
	const find = async (query: string) => (await db.search(query, 10)).map(({ id }) => id);

	for (const stage of ['scan', 'index', 'stored']) {
		expect(await find('ada'), stage).toEqual([ada, ben, note]);
		expect(await find('MULLER'), stage).toEqual([ada]);
		expect(await find('with lun'), stage).toEqual([note]);
		expect(await find('ller'), stage).toEqual([]);
		expect(await find(' '), stage).toEqual([]);
		await db.maintain(true);
	}
	expect(await find('lovelace')).toEqual([ada]);
	expect((await db.search('lunch', 10))[0]).toMatchObject({
		collection: 'note',
		text: 'Lunch with adamant people',
		contacts: [ada]
	});

	await db.put('note', note, { body: 'Dinner' });
	await db.remove('contact', ben);
	expect(await find('ada')).toEqual([ada]);
	expect(await find('dinn')).toEqual([note]);
});

test('what was looked for before there is an index is to be looked for again once it is there', async () => {
	const db = await open();
	const ada = db.newId();
	await db.put('contact', ada, { fullName: 'Ada', 'emails/e': { value: 'lovelace@x.org' } });
	const told = new Promise<ReadonlySet<string>>((resolve) => db.subscribe(resolve));
	expect(await db.search('lovelace', 10)).toEqual([]);
	expect([...(await told)]).toContain('contact');
	expect((await db.search('lovelace', 10)).map(({ id }) => id)).toEqual([ada]);
});

test('of a collection those are listed that have a field, whether it came or was written here', async () => {
	const db = await open();
	const [planned, past] = [db.newId(), db.newId()];
	await db.put('interaction', planned, { at: '2026-12-02', planned: true });
	await db.put('interaction', past, { at: '2026-11-02' });
	await db.connection.run('readwrite', ['row'], async (tx) => {
		const came = (n: number, fields: object) => {
			const id = `019a0000-0000-7000-8000-00000000000${String(n)}`;
			return tx
				.objectStore('row')
				.put(`${id}1${JSON.stringify({ fields })}`, [0, 'interaction', id]);
		};
		await came(1, { at: '2026-12-03', planned: true });
		await came(2, { at: '2026-11-03' });
	});
	const listed = await db.list('interaction', 'planned');
	const days = listed.flatMap(({ fields }) => (fields.planned ? [fields.at] : []));
	expect(days.sort()).toEqual(['2026-12-02', '2026-12-03']);
	expect(listed.map(({ fields }) => fields.at)).not.toContain('2026-11-03');
});
