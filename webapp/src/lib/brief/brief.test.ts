import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { CollectionName, Collections, Contact } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { briefOf, fillUp, isPressing, nameOf, type Known } from './brief.ts';

const today = '2026-11-21';
const ana: Contact = { fullName: 'Ana Müller' };
const nothing: Known = {
	contact: ana,
	notes: [],
	interactions: [],
	promises: [],
	needs: [],
	questions: [],
	ideas: [],
	fits: new Map(),
	documents: []
};

function row<C extends CollectionName>(collection: C, id: string, fields: Collections[C]): Row<C> {
	return { id, collection, fields, version: 1, pending: false, deleted: false, createdAt: 0 };
}

const brief = (known: Partial<Known>) => briefOf({ ...nothing, ...known }, today);

describe('the brief', () => {
	test('of somebody of whom nothing is known is a name', () => {
		expect(brief({})).toEqual({
			name: 'Ana Müller',
			last: undefined,
			promises: [],
			needs: [],
			questions: [],
			idea: undefined,
			page: undefined,
			order: ['promises', 'needs', 'idea', 'questions'],
			manners: []
		});
	});

	test('calls them as they like to be called', () => {
		const manners = { address: { value: 'Frau Dr. Müller', askedOn: '2026-01-01' } };
		expect(nameOf({ ...ana, nickname: 'Anni', manners })).toBe('Frau Dr. Müller');
		expect(nameOf({ ...ana, nickname: 'Anni' })).toBe('Anni');
	});

	test('begins with what matters to them: results, or closeness', () => {
		expect(brief({ contact: { ...ana, register: 'results' } }).order[0]).toBe('promises');
		expect(brief({ contact: { ...ana, register: 'personal' } }).order[0]).toBe('questions');
	});

	test('has their needs before anything that I would ask of them', () => {
		for (const register of ['results', 'personal'] as const) {
			expect(brief({ contact: { ...ana, register } }).order).toContain('needs');
		}
	});

	test('says in one line what was last, and nothing confidential', () => {
		const { last } = brief({
			notes: [
				row('note', 'a', { at: '2026-11-20', body: 'A secret.', confidential: true }),
				row('note', 'b', { at: '2026-10-09', body: 'She moves to Porto.\nIn May.' })
			],
			interactions: [
				row('interaction', 'c', { at: '2026-11-22', body: 'Lunch', planned: true }),
				row('interaction', 'd', { at: '2026-10-01', body: 'Call' })
			]
		});
		expect(last).toMatchObject({ day: '2026-10-09', text: 'She moves to Porto.' });
	});

	test('names what is owed both ways, the soonest first', () => {
		const { promises } = brief({
			promises: [
				row('promise', 'a', { by: 'them', text: 'draft', due: '2026-12-03' }),
				row('promise', 'b', { by: 'me', text: 'intro', due: '2026-11-21T18:00' }),
				row('promise', 'c', { by: 'me', text: 'done', delivery: 'full' }),
				row('promise', 'd', { by: 'me', text: 'some day' })
			]
		});
		expect(promises.map(({ text, by }) => `${by}: ${text}`)).toEqual([
			'me: intro',
			'them: draft',
			'me: some day'
		]);
		expect(isPressing(promises[0]?.due, today)).toBe(true);
		expect(isPressing(promises[1]?.due, today)).toBe(false);
	});

	test('brings a need together with what I have to give', () => {
		const { needs } = brief({
			needs: [row('need', 'n', { text: 'Pricing help for Porto', confidence: 'said' })],
			fits: new Map([['n', 'A pricing workshop']])
		});
		expect(needs).toEqual([
			{ id: 'n', text: 'Pricing help for Porto', guess: false, match: 'A pricing workshop' }
		]);
	});

	test('asks what is ripe and was not asked yet', () => {
		const { questions } = brief({
			questions: [
				row('question', 'a', { text: 'later', askAfter: '2027-01-01' }),
				row('question', 'b', { text: 'ripe', askAfter: '2026-11-01' }),
				row('question', 'c', { text: 'asked', askedIn: 'i' }),
				row('question', 'd', { text: 'any time' })
			]
		});
		expect(questions.map(({ text }) => text)).toEqual(['ripe', 'any time']);
	});

	test('warns of what must never be done, and says what is only a guess', () => {
		const manners = {
			never: { value: 'No jokes about the merger', askedOn: '2026-01-01' },
			gifts: { value: 'None' },
			language: { value: 'Portuguese' }
		};
		expect(brief({ contact: { ...ana, manners } }).manners).toEqual([
			{ kind: 'never', text: 'No jokes about the merger', guess: false },
			{ kind: 'gifts', text: 'None', guess: true }
		]);
	});

	test('names the page that was last worked on together, for thirty days', () => {
		const page = (id: string, openedOn: string) =>
			row('document', id, { title: id, url: `https://norte.example/${id}`, openedOn });
		const documents = [page('a', '2026-11-02'), page('b', '2026-11-20')];
		expect(brief({ documents }).page?.title).toBe('b');
		expect(brief({ documents: [page('c', '2026-10-21')] }).page).toBeUndefined();
	});

	test('fits one screen, however much is known, and is the same in any order of the records', () => {
		const text = fc.string({ minLength: 1, maxLength: 20 });
		const promises = fc.array(
			fc.record({ text, due: fc.constantFrom('2026-11-01', '2026-12-01') }),
			{ maxLength: 9 }
		);
		fc.assert(
			fc.property(promises, fc.array(text, { maxLength: 9 }), (owed, asked) => {
				const known = {
					promises: owed.map((fields, i) => row('promise', `p${i}`, fields)),
					questions: asked.map((t, i) => row('question', `q${i}`, { text: t })),
					needs: asked.map((t, i) => row('need', `n${i}`, { text: t })),
					ideas: asked.map((t, i) => row('idea', `i${i}`, { text: t }))
				};
				const made = brief(known);
				expect(made.promises.length).toBeLessThanOrEqual(3);
				expect(made.questions.length).toBeLessThanOrEqual(3);
				expect(made.needs.length).toBeLessThanOrEqual(2);
				const turned = Object.fromEntries(
					Object.entries(known).map(([name, rows]) => [name, rows.toReversed()])
				);
				expect(brief(turned)).toEqual(made);
			})
		);
	});
});

test('the bank of questions fills up to three, others each week', () => {
	const bank = ['a', 'b', 'c', 'd', 'e'];
	const id = '0199f730-e200-7abc-8def-7a11b0b0c0de';
	expect(fillUp(3, bank, id, today)).toEqual([]);
	expect(fillUp(1, bank, id, today)).toHaveLength(2);
	expect(fillUp(0, bank, id, '2026-11-21')).not.toEqual(fillUp(0, bank, id, '2026-11-28'));
});
