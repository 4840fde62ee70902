import { expect, test } from 'vitest';

import { chainOf, firstBroken, verdictOf, type Evidence, type LinkName } from './chain.ts';

const at = new Date('2026-11-21T14:00:00Z');

/** A device on which all is well, and nothing was tried yet. */
const well: Evidence = {
	supported: true,
	installFirst: false,
	permission: 'granted',
	worker: true,
	subscribed: true,
	server: {
		knows: true,
		sameKey: true,
		lastSentAt: at,
		lastError: undefined,
		lastErrorAt: undefined
	},
	trial: 'none'
};

const server = well.server!;

const cases: readonly (readonly [Partial<Evidence>, LinkName])[] = [
	[{ supported: false }, 'browser'],
	[{ permission: 'denied' }, 'permission'],
	[{ permission: 'default' }, 'permission'],
	[{ worker: false }, 'worker'],
	[{ subscribed: false }, 'subscription'],
	[{ server: { ...server, knows: false } }, 'server'],
	[{ server: { ...server, sameKey: false } }, 'key'],
	[{ server: { ...server, lastError: 'unreachable', lastErrorAt: at } }, 'delivery'],
	[{ trial: 'refused' }, 'arrival']
];

test.each(cases)('%j breaks one link, and it is named', (change, name) => {
	const seen = { ...well, ...change };
	expect(firstBroken(chainOf(seen))).toBe(name);
	expect(verdictOf(seen)).toBe('no');
});

test('what hangs on a broken link is not judged', () => {
	const chain = chainOf({ ...well, permission: 'denied', subscribed: false });
	expect(chain.map(({ hold }) => hold)).toEqual([
		'holds',
		'broken',
		...Array<string>(6).fill('unknown')
	]);
});

test('yes is said only of what was seen to come through', () => {
	expect(verdictOf(well)).toBe('likely');
	expect(verdictOf({ ...well, trial: 'under-way' })).toBe('likely');
	expect(verdictOf({ ...well, trial: 'unseen' })).toBe('likely');
	expect(verdictOf({ ...well, trial: 'arrived' })).toBe('yes');
});

test('a test that came through outweighs a failure before it', () => {
	const failed = { ...server, lastError: 'unreachable', lastErrorAt: at };
	expect(verdictOf({ ...well, server: failed, trial: 'arrived' })).toBe('yes');
});

test('without a network the near links are judged, and the far ones are not', () => {
	const seen = { ...well, server: undefined };
	const unknown = chainOf(seen).filter(({ hold }) => hold === 'unknown');
	expect(unknown.map(({ name }) => name)).toEqual(['server', 'key', 'delivery', 'arrival']);
	expect(verdictOf(seen)).toBe('offline');
});
