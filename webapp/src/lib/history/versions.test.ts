import { expect, test } from 'vitest';

import type { Entry } from './entries.ts';
import { inverse, same, valueAt, versionsOf, wayBack } from './versions.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');

/** An entry of the phone, a minute after the one before it. */
function entry(version: number, more: Partial<Entry> = {}): Entry {
	return {
		version,
		at: new Date(noon + version * 60_000),
		device: { id: 'phone', name: 'Phone' },
		userId: 'ada',
		op: 'put',
		superseded: false,
		fields: {},
		text: {},
		lost: {},
		...more
	};
}

const laptop = { id: 'laptop', name: 'Laptop' };

test('what one device saves in one sitting is one version, the beginning of the record apart', () => {
	const entries = [
		entry(4, { text: { body: 'One two three.' } }),
		entry(3, { text: { body: 'One two.' } }),
		entry(2, { text: { body: 'One more.' } }),
		entry(1, { text: { body: 'One.' } })
	];
	const [edited, created, ...rest] = versionsOf(entries, true);
	expect(rest).toEqual([]);
	expect(edited?.entries.map(({ version }) => version)).toEqual([4, 3, 2]);
	expect(edited?.changes).toEqual([
		{ path: 'body', kind: 'text', before: 'One.', after: 'One two three.', known: true }
	]);
	expect(created?.what).toBe('created');
	expect(versionsOf(entries, true, new Set([4])).map(({ entries }) => entries.length)).toEqual([
		1, 1, 1, 1
	]);
});

test('a pause, another device, a delete and a value that lost each begin a version', () => {
	const entries = [
		entry(20, { fields: { title: 'f' } }),
		entry(11, { fields: { title: 'e' }, device: laptop }),
		entry(10, { fields: { title: 'd' }, lost: { title: 'x' } }),
		entry(9, { op: 'restore' }),
		entry(8, { op: 'delete' }),
		entry(7, { op: 'delete', superseded: true }),
		entry(6, { fields: { title: 'b' } }),
		entry(0, { fields: { title: 'a' } })
	];
	expect(versionsOf(entries, false).map(({ what, entries }) => [what, entries.length])).toEqual([
		['changed', 1],
		['changed', 1],
		['changed', 1],
		['restored', 1],
		['deleted', 1],
		['kept', 1],
		['changed', 1],
		['changed', 1]
	]);
});

test('a value that came too late changed nothing, and is offered as the other one', () => {
	const [late] = versionsOf(
		[
			entry(3, { fields: { title: 'old', nickname: 'Annie' }, lost: { title: 'old' } }),
			entry(2, { fields: { title: 'new' }, device: laptop }),
			entry(1, { fields: { fullName: 'Ana' } })
		],
		true
	);
	expect(late?.changes.map(({ path }) => path)).toEqual(['nickname']);
	expect(late?.others).toEqual([{ path: 'title', value: 'old', own: true }]);
});

test('a value that was overwritten is offered by the version that won', () => {
	const [won] = versionsOf(
		[
			entry(3, { fields: { title: 'CEO' }, lost: { title: 'CFO' } }),
			entry(2, { fields: { title: 'CFO' }, device: laptop })
		],
		false
	);
	expect(won?.changes).toEqual([
		{ path: 'title', kind: 'value', before: 'CFO', after: 'CEO', known: true }
	]);
	expect(won?.others).toEqual([{ path: 'title', value: 'CFO', own: false }]);
});

test('what stood there before the oldest page is not guessed', () => {
	const [only] = versionsOf([entry(9, { fields: { title: 'CEO' } })], false);
	expect(only?.changes[0]).toMatchObject({ before: undefined, known: false });
});

test('the way back sets what was set since, clears what came since, and leaves the rest alone', () => {
	const entries = [
		entry(4, { fields: { 'phones/p2': { value: '2' } } }),
		entry(3, { fields: { title: null, 'tags/work': null } }),
		entry(2, { fields: { title: 'CFO', 'tags/work': true, 'phones/p1': { value: '1', pos: 0 } } }),
		entry(1, { fields: { fullName: 'Ana', rules: 'x' } })
	];
	const now = {
		fullName: 'Ana',
		rules: 'x',
		phones: { p1: { pos: 0, value: '1' }, p2: { value: '2' } }
	};
	const patch = wayBack(now, entries, true, 2);
	expect(patch).toEqual({ 'phones/p2': null, title: 'CFO', 'tags/work': true });
	expect(inverse(now, patch ?? {})).toEqual({
		'phones/p2': { value: '2' },
		title: null,
		'tags/work': null
	});
	// What this device changed and has not sent goes back, too.
	expect(wayBack({ ...now, fullName: 'Anna' }, entries, true, 4)).toEqual({ fullName: 'Ana' });
});

test('the way back is unknown while the pages do not reach far enough', () => {
	const entries = [entry(9, { text: { body: 'New.' } }), entry(8, { fields: { pinned: true } })];
	expect(wayBack({ body: 'New.', pinned: true }, entries, false, 8)).toBeUndefined();
	const more = [...entries, entry(5, { text: { body: 'Old.' } })];
	expect(wayBack({ body: 'New.', pinned: true }, more, false, 8)).toEqual({ body: 'Old.' });
	expect(wayBack({ body: 'New.', pinned: true }, entries, true, 8)).toEqual({ body: null });
});

test('a text that lost a merge stands as it was merged', () => {
	const merged = entry(3, { text: { body: 'A long lunch, outside.' } });
	const entries = [merged, entry(2, { text: { body: 'Lunch, outside.' }, device: laptop })];
	expect(wayBack({ body: 'Later.' }, entries, false, 3)).toEqual({
		body: 'A long lunch, outside.'
	});
});

test('paths reach into maps, also by names with slashes; equality ignores order', () => {
	expect(valueAt({ custom: { 'a/b': 'x' } }, 'custom/a/b')).toBe('x');
	expect(valueAt({ custom: 'x' }, 'custom/a')).toBeUndefined();
	expect(valueAt({ tags: {} }, 'tags/constructor')).toBeUndefined();
	expect(same({ a: 1, b: [{ c: 2, d: 3 }] }, { b: [{ d: 3, c: 2 }], a: 1 })).toBe(true);
	expect(same(undefined, null)).toBe(true);
	expect(same({ a: 1 }, { a: 2 })).toBe(false);
});
