import { beforeEach, expect, test } from 'vitest';

import type { Change } from '#lib/db/types.ts';

import { back, post, type Desk } from './actions.ts';
import { letter } from './testing.ts';

let saved: Change[][];
let undo: (() => unknown) | undefined;
let desk: Desk;

beforeEach(() => {
	saved = [];
	let last = 0;
	desk = {
		db: {
			put: () => Promise.resolve(),
			putAll: (changes) => {
				saved.push([...changes]);
				return Promise.resolve();
			},
			newId: () => `new-${(last += 1)}`
		},
		toasts: {
			show: ({ action }) => {
				undo = action?.run;
				return () => undefined;
			}
		}
	};
});

test('posting is a touch with the one it goes to, and undo takes both back', async () => {
	const row = letter({ contact: 'jonas', reason: 'thanks', state: 'written' });
	await post(desk, [row], '2026-12-01');
	expect(saved[0]).toMatchObject([
		{
			collection: 'letter',
			id: row.id,
			patch: { state: 'posted', postedOn: '2026-12-01', interaction: 'new-1' }
		},
		{
			collection: 'interaction',
			id: 'new-1',
			patch: { kind: 'letter', direction: 'out', 'contacts/jonas': true }
		}
	]);
	await undo?.();
	expect(saved[1]).toMatchObject([
		{ collection: 'letter', patch: { state: 'written', postedOn: null, interaction: null } },
		{ op: 'delete', collection: 'interaction', id: 'new-1' }
	]);
});

test('a letter that comes back from the box takes its touch and its gift along', async () => {
	const row = letter({
		contact: 'jonas',
		state: 'posted',
		postedOn: '2026-11-30',
		interaction: 'touch',
		exchange: 'gift'
	});
	await back(desk, row);
	expect(saved[0]).toMatchObject([
		{ patch: { state: 'written', postedOn: null, interaction: null, exchange: null } },
		{ op: 'delete', collection: 'interaction', id: 'touch' },
		{ op: 'delete', collection: 'exchange', id: 'gift' }
	]);
	await undo?.();
	expect(saved[1]).toMatchObject([
		{ patch: { state: 'posted', postedOn: '2026-11-30', interaction: 'touch', exchange: 'gift' } },
		{ op: 'restore', collection: 'interaction', id: 'touch' },
		{ op: 'restore', collection: 'exchange', id: 'gift' }
	]);
});
