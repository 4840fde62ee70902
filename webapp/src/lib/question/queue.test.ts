import { expect, test } from 'vitest';

import type { Question } from '#lib/api/collections.gen.ts';

import { offered, questionBank } from './bank.ts';
import { ripeQuestions } from './candidates.ts';
import { queueOf, type QuestionRow } from './queue.ts';

const today = '2026-11-22';

function question(id: string, fields: Question): QuestionRow {
	const rest = { version: 1, pending: false, deleted: false, createdAt: 0 };
	return { id, collection: 'question', fields, ...rest };
}

const rows = [
	question('a', { contact: 'ana', text: 'Any time' }),
	question('b', { contact: 'ana', text: 'Since long', askAfter: '2026-10-01' }),
	question('c', { contact: 'ana', text: 'In January', askAfter: '2027-01-03' }),
	question('d', { contact: 'ana', text: 'Next week', askAfter: '2026-11-29' }),
	question('e', { contact: 'ana', text: 'Asked', askedIn: 'i1' }),
	question('f', { contact: 'raj', text: 'Answered', answer: 'Well', askAfter: '2026-10-01' }),
	question('g', { contact: 'raj', text: 'Today', askAfter: today })
];

test('what has waited longest is asked first, what has no day last', () => {
	const { ripe, later, asked } = queueOf(rows, today);
	expect(ripe.map(({ id }) => id)).toEqual(['b', 'g', 'a']);
	expect(later.map(({ id }) => id)).toEqual(['d', 'c']);
	expect(asked.map(({ id }) => id)).toEqual(['f', 'e']);
});

test('one ripe question a person comes to Today; one without a day never does', () => {
	expect(ripeQuestions(rows, today)).toMatchObject([
		{
			id: 'question/b',
			contactId: 'ana',
			day: '2026-10-01',
			act: { href: '/people/ana#questions' }
		},
		{ id: 'question/g', contactId: 'raj', day: today }
	]);
	expect(ripeQuestions([question('a', { text: 'Whom?', askAfter: today })], today)).toEqual([]);
});

test('the bank offers other questions each time, and none that is in the queue', () => {
	const bank = questionBank();
	expect(new Set(bank).size).toBe(bank.length);
	expect(bank.every((text) => text.endsWith('?'))).toBe(true);
	const first = offered(bank, [], 0);
	expect(offered(bank, [], 1)).not.toEqual(first);
	expect(offered(bank, [first[0]?.toUpperCase() ?? ''], 0)).not.toContain(first[0]);
	expect(offered(bank, bank, 5)).toEqual([]);
});
