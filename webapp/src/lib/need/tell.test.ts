import { expect, test } from 'vitest';

import { HEAD_START, waves, type Listeners } from './tell.ts';
import { offerRow } from './testing.ts';

const offer = offerRow('o', {
	kind: 'opportunity',
	text: 'A stand at the pricing fair',
	told: { jonas: { on: '2026-11-02' } }
});
const listeners: Listeners = {
	circles: new Map([
		['friends', { name: 'Friends', pos: 2 }],
		['close', { name: 'Close', pos: 1 }],
		['wide', { name: 'Wide', pos: 3 }]
	]),
	people: [
		{ id: 'ana', fields: { fullName: 'Ana', circle: 'close' } },
		{ id: 'bo', fields: { fullName: 'Bo', circle: 'close' } },
		{ id: 'raj', fields: { fullName: 'Raj', circle: 'friends' } },
		{ id: 'lena', fields: { fullName: 'Lena', circle: 'wide' } },
		{ id: 'mei', fields: { fullName: 'Mei' } },
		{ id: 'jonas', fields: { fullName: 'Jonas' } },
		{ id: 'gone', fields: { fullName: 'Gone', circle: 'close', stage: 'ended' } }
	],
	needs: new Map([
		['bo', 'wants to show at a fair'],
		['lena', 'pricing help']
	])
};

test('the inner circle hears first, the next one 48 hours later, the rest after that and only if it fits', () => {
	const [first, second, third] = waves(offer, listeners, offer.createdAt);
	expect(first?.people.map(({ name }) => name)).toEqual(['Bo', 'Ana']);
	expect(first?.people[0]?.fits).toEqual(['fair']);
	expect(second?.people.map(({ name }) => name)).toEqual(['Raj']);
	expect(third?.people.map(({ name }) => name)).toEqual(['Lena', 'Jonas']);
	expect(third?.people[1]?.toldOn).toBe('2026-11-02');
});

test('each wave opens in its time', () => {
	const open = (after: number) =>
		waves(offer, listeners, offer.createdAt + after).map(({ isOpen }) => isOpen);
	expect(open(0)).toEqual([true, false, false]);
	expect(open(HEAD_START)).toEqual([true, true, false]);
	expect(open(2 * HEAD_START)).toEqual([true, true, true]);
});

test('without circles everybody whose need it fits is in the last wave', () => {
	const [first, , third] = waves(offer, { ...listeners, circles: new Map() }, offer.createdAt);
	expect(first?.people).toEqual([]);
	expect(third?.people.map(({ name }) => name)).toEqual(['Bo', 'Lena', 'Jonas']);
});
