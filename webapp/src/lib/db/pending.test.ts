import { expect, test } from 'vitest';

import {
	detach,
	enqueue,
	Phase,
	rebase,
	view,
	type Confirmed,
	type Edit,
	type Pending
} from './pending.ts';
import { rules } from './rules.ts';

const note = { collection: 'note', id: 'n' } as const;
const confirmed = (body: string, more: Partial<Confirmed> = {}): Confirmed => ({
	...note,
	version: 5,
	deleted: false,
	fields: { body, pinned: true },
	...more
});
let n = 0;
const mint = () => ({ n: ++n, stamp: n.toString(16).padStart(16, '0'), at: n });

/** The entries after some edits of one record. */
function after(edits: readonly Edit[], base?: Confirmed, entries: readonly Pending[] = []) {
	let list = [...entries];
	for (const edit of edits) {
		const { put, drop } = enqueue(note, base, list, edit, mint, rules);
		const gone = new Set([...drop, ...put.map((entry) => entry.n)]);
		list = [...list.filter((entry) => !gone.has(entry.n)), ...put];
	}
	return list;
}
const put = (patch: Record<string, unknown>, from?: Record<string, unknown>): Edit => ({
	op: 'put',
	patch,
	from
});
const sealed = (entry: Pending): Pending => ({ ...entry, phase: Phase.sealed, seq: 1, mid: 'm' });

test('changes that were not sent are folded into one', () => {
	const [entry, ...more] = after([
		put({ body: 'one' }),
		put({ pinned: true }),
		put({ body: 'two' })
	]);
	expect(more).toEqual([]);
	expect(entry).toMatchObject({
		fields: { pinned: true },
		text: { body: { baseText: '', value: 'two' } }
	});
});

test('a change after one that was sealed is an entry of its own', () => {
	const first = after([put({ body: 'one' })]).map(sealed);
	const both = after([put({ body: 'one two' })], undefined, first);
	expect(both[0]).toEqual(first[0]);
	expect(both[1]).toMatchObject({ text: { body: { baseText: 'one', value: 'one two' } } });
});

test('saving what is there already changes nothing', () => {
	expect(after([put({ body: 'text', pinned: true, at: null })], confirmed('text'))).toEqual([]);
	expect(after([{ op: 'restore' }], confirmed('text'))).toEqual([]);
});

test('text typed over an older text is merged with the one of now', () => {
	const entries = after(
		[put({ body: 'one two three!' }, { body: 'one two three' })],
		confirmed('zero one two three')
	);
	expect(view(confirmed('zero one two three'), entries, rules)?.fields['body']).toBe(
		'zero one two three!'
	);
	expect(entries[0]?.text['body']?.baseText).toBe('zero one two three');
});

test('a waiting text moves onto the text that was confirmed under it', () => {
	const [entry] = after([put({ body: 'one two' })], confirmed('one'));
	const moved = rebase(entry!, [], confirmed('zero one', { version: 9 }), rules);
	expect(moved.text['body']).toEqual({ baseText: 'zero one', value: 'zero one two' });
});

test('a waiting text stays where it is while an earlier one is on its way', () => {
	const first = after([put({ body: 'one' })]).map(sealed);
	const [, second] = after([put({ body: 'one two' })], undefined, first);
	expect(rebase(second!, first, confirmed('one'), rules)).toBe(second);
});

test('sealed bytes are not moved', () => {
	const [entry] = after([put({ body: 'one two' })], confirmed('one')).map(sealed);
	expect(rebase(entry!, [], confirmed('zero one'), rules)).toBe(entry);
});

test('an edit that another device made too stays what it was, for a restored server may have lost both', () => {
	const [entry] = after([put({ body: 'one two' })], confirmed('one'));
	expect(rebase(entry!, [], confirmed('one two', { version: 9 }), rules)).toBe(entry);
});

test('a text that was sent shows together with what others wrote meanwhile', () => {
	const entries = after([put({ body: 'one two' })], confirmed('one')).map(sealed);
	expect(view(confirmed('zero one'), entries, rules)?.fields['body']).toBe('zero one two');
});

test('an entry that the rows hold already is not shown on top of them', () => {
	const entries = after([put({ body: 'one two' })], confirmed('one')).map(sealed);
	const landed = entries.map((entry): Pending => ({ ...entry, landed: true }));
	expect(view(confirmed('merged'), landed, rules)).toMatchObject({
		fields: { body: 'merged' },
		pending: true
	});
});

test('after a refused text the next one stays whole', () => {
	const first = after([put({ body: 'one two' })], confirmed('one')).map(sealed);
	const [, second] = after([put({ body: 'one two three' })], confirmed('one'), first);
	expect(detach(second!, confirmed('one')).text['body']).toEqual({
		baseText: 'one',
		value: 'one two three'
	});
});

test('a delete that was taken back before it was sent never happened', () => {
	expect(after([{ op: 'delete' }, { op: 'restore' }], confirmed('text'))).toEqual([]);
	const [gone] = after([{ op: 'delete' }], confirmed('text')).map(sealed);
	expect(after([{ op: 'restore' }], confirmed('text'), [gone!]).map(({ op }) => op)).toEqual([
		'delete',
		'restore'
	]);
});

test('an edit of a record in the trash takes it out first', () => {
	const trash = confirmed('text', { deleted: true });
	const entries = after([put({ pinned: false })], trash);
	expect(entries.map(({ op }) => op)).toEqual(['restore', 'put']);
	expect(view(trash, entries, rules)).toMatchObject({ deleted: false, fields: { pinned: false } });
});

test('an edit made before the record was deleted elsewhere brings it back', () => {
	const entries = after([put({ pinned: false })], confirmed('text', { version: 5 }));
	const trash = confirmed('text', { deleted: true, version: 8 });
	expect(view(trash, entries, rules)?.deleted).toBe(false);
});

test('of a max field the greater value shows', () => {
	const reminder = { collection: 'reminder', id: 'r' } as const;
	const base: Confirmed = {
		...reminder,
		version: 1,
		deleted: false,
		fields: { doneThrough: '2026-12-01' }
	};
	const { put: entries } = enqueue(
		reminder,
		base,
		[],
		{ op: 'put', patch: { doneThrough: '2026-11-01' } },
		mint,
		rules
	);
	expect(view(base, entries, rules)?.fields['doneThrough']).toBe('2026-12-01');
});
