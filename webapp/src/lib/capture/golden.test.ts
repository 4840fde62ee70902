/** Lines of text and what is understood of them; each line of the file is one example. */
import { expect, test } from 'vitest';

import type { Found } from './understand.ts';
import type { Touch } from './touch.ts';
import type { When } from './when.ts';

import { signs } from './marks.ts';
import { bodyOf, sourceOf, understand } from './understand.ts';
import vectors from './vectors/understand.json';

type Case = readonly [
	language: 'en' | 'de',
	source: string,
	people: string,
	said: readonly string[]
];

const known = Object.entries(vectors.people).map(([id, name]) => ({ id, name }));
const nothing = { chosen: [], refused: [], plain: [] };
const cases = vectors.cases as unknown as readonly Case[];

test('there are at least two hundred examples', () => {
	expect(cases.length).toBeGreaterThanOrEqual(200);
});

test.each(cases)('%s %j is about %j: %j', (language, source, people, said) => {
	const now = { today: vectors.today, language, isDayFirst: true };
	const understood = understand(source, known, nothing, now);
	const touch = understood.touch === undefined ? [] : [touchWords(understood.touch)];
	expect([...touch, ...understood.found.map(foundWords)]).toEqual(said);
	expect(ids(understood.people)).toBe(people);
	expect(sourceOf(understood)).toBe(source);
	expect(bodyOf(understood).trim() === '').toBe(source.trim() === '');
});

function touchWords({ kind, word, minutes, setting, day, time, isPlanned }: Touch): string {
	const at = day === undefined ? undefined : `${isPlanned ? 'planned' : 'on'} ${day}${clock(time)}`;
	const parts = ['=', kind ?? '-', word, minutes, setting, at];
	return parts.filter((part) => part !== undefined).join(' ');
}

function foundWords({ mark, people, text, when, give }: Found): string {
	const parts = [`${signs[mark]} ${ids(people)}: ${text}`, when && whenWords(when), give];
	return parts.filter((part) => part !== undefined).join(' | ');
}

function whenWords({ from, to, partial, time, isDeadline }: When): string {
	const days = from === to ? from : `${from}..${to}`;
	const known = partial === undefined ? '' : ` (${partial})`;
	return `${isDeadline ? 'by ' : ''}${days}${clock(time)}${known}`;
}

function clock(time: string | undefined): string {
	return time === undefined ? '' : `T${time}`;
}

function ids(people: readonly { readonly id: string }[]): string {
	return people.map(({ id }) => id).join();
}
