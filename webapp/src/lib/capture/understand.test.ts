import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { isWallDate } from '#lib/calendar/wall.ts';

import { touchKey } from './keys.ts';
import { bodyOf, sourceOf, understand, type Choices, type Person } from './understand.ts';
import type { Now } from './when.ts';

const ana: Person = { id: 'ana', name: 'Ana Müller' };
const raj: Person = { id: 'raj', name: 'Raj Kapoor' };
const tom: Person = { id: 'tom', name: 'Tom Berg' };
const tomToo: Person = { id: 'tom2', name: 'Tom Okafor' };
const known = [ana, raj, tom, tomToo];
const nothing: Choices = { chosen: [], refused: [], plain: [] };
const now: Now = { today: '2026-11-22', language: 'en', isDayFirst: true };

function people(source: string, choices: Choices = nothing): readonly string[] {
	return understand(source, known, choices, now).people.map((person) => person.id);
}

describe('a name after an @', () => {
	test.each([
		['@Ana lunch outside', ['ana']],
		['@ana lunch', ['ana']],
		['@Ana Muller lunch', ['ana']],
		['@Müller lunch', ['ana']],
		['lunch with @Ana and @Raj.', ['ana', 'raj']],
		['(@Raj)', ['raj']],
		['@Ana, @Raj: both agreed', ['ana', 'raj']],
		['@Tom Berg called', ['tom']],
		['@Ana met @Ana again', ['ana']]
	])('in %j finds %j', (source, want) => {
		expect(people(source)).toEqual(want);
	});

	test.each([
		['mail to ana@norte.example'],
		['@An lunch'],
		['@Tom called'],
		['@ nobody'],
		['@@Ana'],
		['price @12 each'],
		['']
	])('in %j finds nobody', (source) => {
		expect(people(source)).toEqual([]);
	});

	test('means the chosen one of two', () => {
		expect(people('@Tom called', { chosen: [tomToo], refused: [], plain: [] })).toEqual(['tom2']);
	});

	test('does not bring back somebody who was taken out', () => {
		expect(people('@Ana lunch', { chosen: [], refused: ['ana'], plain: [] })).toEqual([]);
	});

	test('comes after those who were chosen', () => {
		expect(people('@Ana lunch', { chosen: [raj], refused: [], plain: [] })).toEqual(['raj', 'ana']);
	});
});

describe('a name that nobody has', () => {
	test.each([
		['@Bea Novak met us at the fair', ['Bea Novak']],
		['@bea met us', ['bea']],
		['saw @Jean-Luc and @Zoë', ['Jean-Luc', 'Zoë']],
		['@Tom called', []],
		['@李雷 came too', ['李雷']]
	])('in %j can be created: %j', (source, want) => {
		expect(understand(source, known, nothing, now).unknown).toEqual(want);
	});
});

describe('the body of the note', () => {
	test.each([
		['@Ana lunch 45m outside', 'lunch 45m outside'],
		['@Ana @Raj both agreed', 'both agreed'],
		['Met @Ana at the fair', 'Met Ana at the fair'],
		['@Ana told @Raj first', 'told Raj first'],
		['@Ana', '@Ana'],
		['@Bea Novak called', '@Bea Novak called'],
		['  plain text  ', 'plain text']
	])('of %j is %j', (source, want) => {
		expect(bodyOf(understand(source, known, nothing, now))).toBe(want);
	});
});

describe('what was undone', () => {
	const undone = (source: string, ...plain: string[]) =>
		understand(source, known, { ...nothing, plain }, now);

	test('is plain text again, and the rest is still understood', () => {
		const source = '@Ana lunch\n! intro by fri\n? how was it';
		const { found, segments } = undone(source, 'promise intro by fri');
		expect(found.map(({ mark }) => mark)).toEqual(['question']);
		expect(segments.filter(({ kind }) => kind === 'sign')).toHaveLength(1);
		expect(sourceOf(undone(source, 'promise intro by fri'))).toBe(source);
	});

	test('stays so while its end is still being typed', () => {
		expect(undone('! intro to Raj', 'promise intro').found).toEqual([]);
		expect(undone('! int', 'promise intro').found).toEqual([]);
		expect(undone('! send it', 'promise intro').found).toHaveLength(1);
	});

	test('may be that people were in touch', () => {
		expect(undone('@Ana lunch').touch).toMatchObject({ kind: 'met' });
		expect(undone('@Ana lunch', touchKey).touch).toBeUndefined();
	});
});

describe('no text ever loses a character or makes it throw', () => {
	const pieces = fc.constantFrom(
		...[
			'@',
			'@Ana',
			'@Raj',
			'@Bea',
			' ',
			'\n',
			'; ',
			'. ',
			'\r',
			'\t',
			'Müller',
			'👩‍👩‍👧',
			'שלום',
			'’',
			'\u200f'
		],
		...['!', '!!', '?', '#', '+', '-', '*', '^', '>', '~', '！', '؟', '```', ':', '\ud800'],
		...[
			'by fri',
			'in 6w',
			'1 sep',
			'im Mai',
			'lunch',
			'45m',
			'outside',
			'insight:',
			'31 Feb',
			'bis 3.12.'
		]
	);
	const text = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.array(pieces, { maxLength: 30 }).map((parts) => parts.join(''))
	);
	const plain = fc.array(fc.constantFrom('touch', 'promise', 'fact a', ''), { maxLength: 2 });

	test.each(['en', 'de'] as const)('in %s', (language) => {
		fc.assert(
			fc.property(text, plain, (source, undone) => {
				const choices = { ...nothing, plain: undone };
				const understood = understand(source, known, choices, { ...now, language });
				expect(sourceOf(understood)).toBe(source);
				for (const { text: said, when } of understood.found) {
					expect(source.trim()).not.toBe('');
					expect(said.trim()).not.toBe('');
					expect(when === undefined || isWallDate(when.from)).toBe(true);
				}
			}),
			{ numRuns: 500 }
		);
	});
});

test('a keystroke among 20,000 people costs less than a frame', () => {
	const many = Array.from({ length: 20_000 }, (_, i) => ({
		id: String(i),
		name: `Person${String(i)} Of The Crowd`
	}));
	understand('@Nobody @Person19999 came', many, nothing, now);
	const start = performance.now();
	expect(understand('@Nobody @Person19999 came', many, nothing, now).people).toHaveLength(1);
	// Generous for a busy machine; the promise is that it stays linear.
	expect(performance.now() - start).toBeLessThan(200);
});

test('a keystroke in a page of marks costs less than a frame', () => {
	const line = '@Ana lunch 45m outside. ! intro to Raj by fri; ? how was the move in 6w\n';
	const page = line.repeat(30);
	understand(page, known, nothing, now);
	const start = performance.now();
	expect(understand(`${page}!`, known, nothing, now).found).toHaveLength(60);
	expect(performance.now() - start).toBeLessThan(200);
});
