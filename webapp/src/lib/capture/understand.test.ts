import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { bodyOf, sourceOf, understand, type Choices, type Person } from './understand.ts';

const ana: Person = { id: 'ana', name: 'Ana Müller' };
const raj: Person = { id: 'raj', name: 'Raj Kapoor' };
const tom: Person = { id: 'tom', name: 'Tom Berg' };
const tomToo: Person = { id: 'tom2', name: 'Tom Okafor' };
const known = [ana, raj, tom, tomToo];
const nothing: Choices = { chosen: [], refused: [] };

function people(source: string, choices: Choices = nothing): readonly string[] {
	return understand(source, known, choices).people.map((person) => person.id);
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
		expect(people('@Tom called', { chosen: [tomToo], refused: [] })).toEqual(['tom2']);
	});

	test('does not bring back somebody who was taken out', () => {
		expect(people('@Ana lunch', { chosen: [], refused: ['ana'] })).toEqual([]);
	});

	test('comes after those who were chosen', () => {
		expect(people('@Ana lunch', { chosen: [raj], refused: [] })).toEqual(['raj', 'ana']);
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
		expect(understand(source, known, nothing).unknown).toEqual(want);
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
		expect(bodyOf(understand(source, known, nothing))).toBe(want);
	});
});

test('no text ever loses a character or makes it throw', () => {
	const pieces = fc.constantFrom(
		'@',
		'@Ana',
		' ',
		'\n',
		'Müller',
		'👩‍👩‍👧',
		'שלום',
		'!',
		'@Bea',
		'’',
		'-'
	);
	const text = fc.oneof(
		fc.string({ unit: 'binary' }),
		fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join(''))
	);
	fc.assert(
		fc.property(text, (source) => {
			expect(sourceOf(understand(source, known, nothing))).toBe(source);
		})
	);
});

test('a keystroke among 20,000 people costs less than a frame', () => {
	const many = Array.from({ length: 20_000 }, (_, i) => ({
		id: String(i),
		name: `Person${String(i)} Of The Crowd`
	}));
	understand('@Nobody @Person19999 came', many, nothing);
	const start = performance.now();
	expect(understand('@Nobody @Person19999 came', many, nothing).people).toHaveLength(1);
	// Generous for a busy machine; the promise is that it stays linear.
	expect(performance.now() - start).toBeLessThan(200);
});
