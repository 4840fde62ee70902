import { expect, test } from 'vitest';

import type { Contact, Exchange } from '#lib/api/collections.gen.ts';

import { ledgerCards } from './candidates.ts';
import { exchangeRow } from './testing.ts';

const today = '2026-11-22';
const person = (id: string, fields: Partial<Contact> = {}) => ({
	id,
	fields: { fullName: id, wouldGoOnAsked: '2026-11-01', ...fields }
});
const three = (contact: string, direction: Exchange['direction'] & string, on = '2026-11-20') =>
	[1, 2, 3, 4].map((n) => exchangeRow(`${contact}${String(n)}`, { contact, direction, on }));

test('what runs only one way comes up, unless nobody counts, or it is long past', () => {
	const people = [person('ana'), person('raj'), person('mei', { communal: true }), person('lena')];
	const cards = ledgerCards(
		[
			...three('ana', 'received'),
			...three('raj', 'gave'),
			...three('mei', 'received'),
			...three('lena', 'received', '2026-08-01'),
			...three('gone', 'received')
		],
		people,
		today
	);
	expect(cards.map(({ id, day }) => [id, day])).toEqual([
		['ledger/ana/take/ana4', '2026-11-20'],
		['ledger/raj/give/raj4', '2026-11-20']
	]);
	expect(cards[0]?.act.href).toBe('/people/ana/exchange');
});

test('the quarterly question comes for one person at a time, whoever was not asked about longest', () => {
	const people = [
		person('ana', { wouldGoOnAsked: '2026-06-01' }),
		person('raj', { wouldGoOnAsked: '2026-05-01' }),
		person('mei')
	];
	const rows = ['ana', 'raj', 'mei'].flatMap((contact) => [
		...three(contact, 'gave', '2026-08-01'),
		...three(contact, 'received', '2026-07-01')
	]);
	expect(ledgerCards(rows, people, today).map(({ id }) => id)).toEqual(['ledger/raj/question']);
});
