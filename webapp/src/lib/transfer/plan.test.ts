import { expect, test } from 'vitest';

import type { Contact } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { Planner, type PlannedCard } from './plan.ts';
import { isBroken, readCards, type Card } from './vcard.ts';

let ids = 0;
const newId = () => `id${String(++ids)}`;

function cards(...blocks: readonly string[][]): Card[] {
	const text = blocks.map((lines) => ['BEGIN:VCARD', ...lines, 'END:VCARD'].join('\n')).join('\n');
	return [...readCards(text)].filter((item): item is Card => !isBroken(item));
}

function contact(id: string, fields: Contact): Row<'contact'> {
	return {
		id,
		collection: 'contact',
		fields,
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}

function run(existing: readonly Row<'contact'>[], list: readonly Card[]): PlannedCard[] {
	const planner = new Planner(existing, newId);
	return list.map((card) => planner.plan(card));
}

/** The contacts after the changes of a plan, as the local store would show them. */
function applied(
	existing: readonly Row<'contact'>[],
	plans: readonly PlannedCard[],
	undo = false
): Row<'contact'>[] {
	const rows = new Map(existing.map((row) => [row.id, row]));
	for (const change of plans.flatMap((plan) => (undo ? plan.undo : plan.changes))) {
		if (change.collection !== 'contact') continue;
		if (change.op === 'delete') rows.delete(change.id);
		if (change.op !== 'put') continue;
		const fields: Record<string, unknown> = structuredClone({ ...rows.get(change.id)?.fields });
		for (const [path, value] of Object.entries(change.patch)) set(fields, path, value);
		rows.set(change.id, contact(change.id, fields as unknown as Contact));
	}
	return [...rows.values()];
}

function set(fields: Record<string, unknown>, path: string, value: unknown): void {
	const [name = '', member] = path.split('/');
	if (member === undefined) {
		put(fields, name, value);
		return;
	}
	const map = { ...(fields[name] as Record<string, unknown> | undefined) };
	put(map, member, value);
	put(fields, name, Object.keys(map).length > 0 ? map : null);
}

function put(into: Record<string, unknown>, name: string, value: unknown): void {
	if (value === null) Reflect.deleteProperty(into, name);
	else into[name] = value;
}

const ana = [
	'UID:u1',
	'FN:Ana Müller',
	'TEL:+351 21 555',
	'EMAIL:Ana@Norte.example',
	'CATEGORIES:a/b,c',
	'NOTE:Likes chess',
	'X-SPOUSE:Jonas',
	'BDAY:--0412'
];
const raj = ['FN:Raj Kapoor', 'TEL:1'];

test('makes a contact of a new card, with its note and the lines that nobody understands', () => {
	const [plan] = run([], cards(ana));
	expect(plan?.verdict).toBe('new');
	const [row] = applied([], [plan!]);
	expect(row?.fields).toMatchObject({
		fullName: 'Ana Müller',
		uid: 'u1',
		tags: { 'a∕b': true, c: true }
	});
	expect(row?.fields.vcard).toContain('X-SPOUSE:Jonas');
	expect(plan?.changes.filter(({ collection }) => collection === 'note')).toHaveLength(1);
});

test('adds nothing the second time, with and without UID', () => {
	const file = cards(ana, raj);
	const once = applied([], run([], file));
	const again = run(once, file);
	expect(again.map(({ verdict }) => verdict)).toEqual(['known', 'known']);
	expect(again.flatMap(({ changes }) => changes)).toEqual([]);
});

test('adds nothing the second time even where the user has deleted a value since', () => {
	const [row] = applied([], run([], cards(raj)));
	const { phones: _, ...rest } = row!.fields;
	expect(run([contact(row!.id, rest)], cards(raj))[0]?.changes).toEqual([]);
});

test('notices a card that stands in the file twice', () => {
	expect(run([], cards(ana, ana, raj, raj)).map(({ verdict }) => verdict)).toEqual([
		'new',
		'repeated',
		'new',
		'repeated'
	]);
});

test('fills what a known person lacks and replaces nothing', () => {
	const known = contact('k', {
		fullName: 'Ana M.',
		uid: 'u1',
		phones: { p: { value: '0035121555' } },
		organization: 'Norte'
	});
	const [plan] = run([known], cards([...ana, 'ORG:Other']));
	expect(plan?.verdict).toBe('more');
	const [row] = applied([known], [plan!]);
	expect(row?.fields.fullName).toBe('Ana M.');
	expect(row?.fields.organization).toBe('Norte');
	expect(Object.values(row?.fields.phones ?? {})).toHaveLength(1);
	expect(Object.values(row?.fields.emails ?? {})).toMatchObject([{ value: 'Ana@Norte.example' }]);
});

test('finds a person by name and number, or by a bare name that only one contact has', () => {
	const withNumber = contact('n', { fullName: 'raj  kapoor', phones: { p: { value: '+1' } } });
	const bare = contact('b', { fullName: 'Ana Muller' });
	const plans = run([withNumber, bare], cards(raj, ana));
	expect(plans.map(({ contactId }) => contactId)).toEqual(['n', 'b']);
	const twice = run([bare, contact('b2', { fullName: 'Ana Müller' })], cards(ana));
	expect(twice[0]?.verdict).toBe('new');
});

test('can be taken back whole', () => {
	const before = [contact('k', { fullName: 'Raj Kapoor', phones: { p: { value: '1' } } })];
	const plans = run(before, cards(ana, [...raj, 'TITLE:CEO']));
	expect(applied(applied(before, plans), plans, true)).toEqual(before);
});

test('keeps the whole of what is too long for its field', () => {
	const [plan] = run([], cards([`FN:${'a'.repeat(300)}`]));
	expect(plan?.shortened).toEqual(['fullName']);
	const [row] = applied([], [plan!]);
	expect(row?.fields.fullName).toHaveLength(200);
	expect(row?.fields.vcard).toContain('a'.repeat(300));
});
