import { expect, test } from 'vitest';

import { Phase, type Pending } from '#lib/db/pending.ts';

import { BrokenAnswerError, pullBody, readPage, readPushReply, seal, wireOf } from './protocol.ts';

const id = '0193aaaa-0000-7000-8000-000000000001';
const header = { space: 's', epoch: 'e', from: 0, head: 2 };
const row = { collection: 'note', id, version: 2, fields: { body: 'text' } };
const end = { space: 's', next: 2, more: false, count: 1, lastSeq: 0, safe: 0 };
const lines = (...values: object[]) => values.map((value) => JSON.stringify(value));

test('a whole page is read', () => {
	expect(readPage(lines(header, row, { ...end, lastMid: 'm' }))).toEqual({
		kind: 'page',
		...header,
		floor: undefined,
		count: 1,
		rows: [{ ...row, deleted: false, json: JSON.stringify(row) }],
		next: 2,
		more: false,
		lastSeq: 0,
		lastMid: 'm',
		safe: 0
	});
});

test.each([
	['no terminator', lines(header, row)],
	['a wrong count', lines(header, row, { ...end, count: 2 })],
	['another space at the end', lines(header, row, { ...end, space: 't' })],
	['a line that was cut', [...lines(header), '{"collection":"no', ...lines(end)]],
	['a row without an id', lines(header, { ...row, id: '' }, end)],
	['a version that is no count', lines(header, { ...row, version: -1 }, end)],
	['nothing', ['']],
	['a page of somebody else', ['<!doctype html>']]
])('%s makes a page count as none', (_, page) => {
	// Its rows are read when somebody asks for them.
	expect(() => ({ ...readPage(page) })).toThrow(BrokenAnswerError);
});

test('a reset tells why, and the epoch of now', () => {
	expect(readPage(lines({ space: 's', reset: 'epoch', epoch: 'f' }))).toEqual({
		kind: 'reset',
		space: 's',
		reset: 'epoch',
		epoch: 'f'
	});
});

test('half of an answer to a push is none', () => {
	const reply = { acks: [], lastSeq: 1, head: 2, safe: 0, epoch: 'e', now: '2026-11-21T00:00:00Z' };
	expect(readPushReply(reply)).toEqual(reply);
	expect(() => readPushReply({ ...reply, acks: [{ seq: 1 }] })).toThrow(BrokenAnswerError);
	expect(() => readPushReply({ ...reply, head: undefined })).toThrow(BrokenAnswerError);
	expect(() => readPushReply('')).toThrow(BrokenAnswerError);
});

test('the base text and the place are added to what was sealed, which stays as it is', () => {
	const entry: Pending = {
		n: 1,
		phase: Phase.sealed,
		mid: 'm',
		collection: 'note',
		id,
		op: 'put',
		stamp: '0000000000000001',
		base: 3,
		fields: { at: null },
		text: { body: { baseText: 'one', value: 'two' } },
		at: 0,
		seq: 7
	};
	const sealed = seal(entry, 5);
	const plain = wireOf({ ...entry, sealed });
	expect(plain).toBe(`{"seq":7,${sealed.slice(1)}`);
	expect(JSON.parse(plain)).toMatchObject({
		seq: 7,
		base: 3,
		fields: { at: null },
		text: { body: { base: 5, value: 'two' } }
	});
	expect(JSON.parse(wireOf({ ...entry, sealed, withBase: true }))).toMatchObject({
		text: { body: { base: 5, value: 'two', baseText: 'one' } }
	});
});

test('who does not know the epoch asks without it', () => {
	const { cursors } = JSON.parse(pullBody('s', 'd', { cursor: 0 }, 1)) as { cursors: object[] };
	expect(cursors).toEqual([{ space: 's', since: 0 }]);
});
