import { expect, test } from 'vitest';

import { addressesOf, byState, destinationOf, envelopeOf, freshness } from './letters.ts';
import { letter } from './testing.ts';

const jonas = {
	addresses: {
		b2: { street: 'Mill Lane 5', locality: 'Porto', pos: 2, confirmedOn: '2025-10-01' },
		a1: { street: 'Rua Nova 1', postalCode: '1100', locality: 'Lisboa', pos: 1 },
		c3: { pos: 3 }
	}
};

test('letters stand by how far they are; what waits longest comes first, what is done comes last first', () => {
	const old = letter({ state: 'idea' }, '2026-01-01');
	const young = letter({}, '2026-03-01');
	const sent = letter({ state: 'posted' }, '2026-02-01');
	const later = letter({ state: 'posted' }, '2026-04-01');
	const groups = byState([young, later, sent, old]);
	expect(groups.idea).toEqual([old, young]);
	expect(groups.posted).toEqual([later, sent]);
	expect(groups.written).toEqual([]);
});

test('a letter goes to the first address unless it says another', () => {
	expect(destinationOf({}, jonas)?.key).toBe('a1');
	expect(destinationOf({ address: 'b2' }, jonas)?.lines).toBe('Mill Lane 5\nPorto');
	expect(destinationOf({ address: 'c/o Norte\nLisboa' }, jonas)).toEqual({
		key: undefined,
		lines: 'c/o Norte\nLisboa',
		confirmedOn: undefined
	});
	expect(destinationOf({}, {})).toBeUndefined();
});

test('an address that was taken from the contact gives way to the one that is left', () => {
	expect(destinationOf({ address: '5f2c9a70-0000-4000-8000-000000000000' }, jonas)?.key).toBe('a1');
});

test('an address is fresh for a year', () => {
	const at = (confirmedOn?: string) => ({ key: 'a', lines: 'x', confirmedOn });
	expect(freshness(at('2025-12-01'), '2026-12-01')).toBe('fresh');
	expect(freshness(at('2025-11-30'), '2026-12-01')).toBe('old');
	expect(freshness(at(), '2026-12-01')).toBe('unconfirmed');
	expect(freshness({ key: undefined, lines: 'x', confirmedOn: undefined }, '2026-12-01')).toBe(
		'typed'
	);
});

test('an envelope names the person above the lines; addresses without a line are none', () => {
	expect(envelopeOf('Jonas Okafor', addressesOf(jonas)[0])).toBe(
		'Jonas Okafor\nRua Nova 1\n1100 Lisboa'
	);
	expect(addressesOf(jonas)).toHaveLength(2);
	expect(envelopeOf('Jonas Okafor', undefined)).toBe('Jonas Okafor');
});
