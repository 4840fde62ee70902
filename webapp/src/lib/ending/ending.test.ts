import { expect, test } from 'vitest';

import type { CollectionName, Collections } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { begin, close, endingOf, reopen, settle, unsettle } from './ending.ts';

const today = '2026-11-21';

function row<C extends CollectionName>(collection: C, id: string, fields: Collections[C]): Row<C> {
	return { id, collection, fields, version: 1, pending: false, deleted: false, createdAt: 0 };
}

const ana = row('contact', 'ana', { fullName: 'Ana' });

test('an end needs every promise settled, mine and theirs', () => {
	const promises = [
		row('promise', 'a', { by: 'me' }),
		row('promise', 'b', { by: 'them' }),
		row('promise', 'c', { by: 'me', delivery: 'released' }),
		row('promise', 'd', { by: 'me', deliveredOn: today })
	];
	expect(endingOf([], promises).open.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a promise is delivered, handed over to whoever takes over, or released', () => {
	const promise = row('promise', 'p', { by: 'me' });
	expect(settle(promise, 'full', today, 'raj')).toMatchObject({
		patch: { delivery: 'full', deliveredOn: today }
	});
	expect(settle(promise, 'handed-over', today, 'raj')).toMatchObject({
		patch: { delivery: 'handed-over', handedTo: 'raj' }
	});
	expect(settle(promise, 'released', today, undefined)).toMatchObject({
		patch: { delivery: 'released' }
	});
	expect(unsettle(promise)).toMatchObject({ patch: { delivery: null, deliveredOn: null } });
});

test('winding down begins once, and again after it was opened again', () => {
	const frame = { id: 'e2', today };
	const going = row('ending', 'e1', { contact: 'ana' });
	const over = row('ending', 'e1', { contact: 'ana', closedOn: '2026-01-01' });
	expect(begin(ana, going, frame)).toHaveLength(1);
	expect(begin(ana, over, frame)).toMatchObject([
		{ patch: { stage: 'winding-down' } },
		{ collection: 'ending', id: 'e2', patch: { contact: 'ana', decidedOn: today } }
	]);
});

test('the end silences the reminders too, and opening again keeps what was', () => {
	const reminders = [row('reminder', 'r', {}), row('reminder', 'quiet', { paused: true })];
	expect(close('ana', row('ending', 'e', {}), reminders, today)).toMatchObject([
		{ patch: { stage: 'ended' } },
		{ id: 'e', patch: { closedOn: today } },
		{ collection: 'reminder', id: 'r', patch: { paused: true } }
	]);
	expect(reopen('ana')).toEqual([
		{ op: 'put', collection: 'contact', id: 'ana', patch: { stage: 'steady' } }
	]);
});

test('the ending that goes on comes before those that are over', () => {
	const endings = [
		row('ending', 'b', { closedOn: '2026-02-01' }),
		row('ending', 'a', {}),
		row('ending', 'c', { closedOn: '2026-03-01' })
	];
	expect(endingOf(endings, []).row?.id).toBe('a');
	expect(endingOf(endings.slice(0, 1).concat(endings.slice(2)), []).row?.id).toBe('c');
});
