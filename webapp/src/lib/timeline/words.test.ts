import { expect, test } from 'vitest';

import type { Happening } from './entries.ts';
import { interactionLine, lineOf, textsOf } from './words.ts';

test.each([
	[{ kind: 'met', minutes: 45, setting: 'outside' }, 'Meeting, 45 min, outside of work'],
	[{ kind: 'call', minutes: 0, setting: 'work' }, 'Call'],
	[{ kind: 'letter', planned: true }, 'Letter, planned'],
	[{}, 'In touch']
] as const)('%j is said as %j', (fields, want) => {
	expect(interactionLine(fields)).toBe(want);
});

const reader = { today: '2026-11-22', locale: 'en-GB' };

function row(collection: Happening['collection'], fields: object): Happening {
	const rest = { id: 'x', version: 1, pending: false, deleted: false, createdAt: 0 };
	return { collection, fields, ...rest };
}

test.each([
	['promise', { by: 'me', text: 'intro', due: '2026-12-03' }, 'I promised, due 3 Dec', ['intro']],
	['promise', { by: 'them', deliveredOn: '2026-11-01' }, 'They promised, delivered', []],
	['promise', { by: 'me', delivery: 'released' }, 'I promised, let go', []],
	['exchange', { direction: 'gave', text: 'churn study' }, 'I gave', ['churn study']],
	['fact', { text: 'moves', date: '2027-05' }, 'Good to know, May 2027', ['moves']],
	['question', { text: 'how', askAfter: '2027-01-03' }, 'To ask, from 3 Jan 2027', ['how']],
	['question', { text: 'how', answer: 'well' }, 'Asked', ['how', 'well']],
	['letter', { reason: 'the book', state: 'posted' }, 'Letter posted', ['the book']],
	['idea', { text: 'bundling' }, 'An idea', ['bundling']],
	['feedback', { text: 'too long' }, 'Feedback to me', ['too long']]
] as const)('a %s %j is said as %j', (collection, fields, line, texts) => {
	expect(lineOf(row(collection, fields), reader)).toBe(line);
	expect(textsOf(row(collection, fields))).toEqual(texts);
});
