/**
 * What a captured text says, as a pure function of the text and the people.
 *
 * At present it finds people named with `@`; everything else is plain text.
 * Marks of other kinds become further kinds of {@link Segment}. Whatever is
 * added, two things hold: it never throws, and the segments put together are
 * the text, character by character.
 */
import { spacedNames, words } from './names.ts';

/** Somebody a note can be about. */
export interface Person {
	readonly id: string;
	readonly name: string;
	/** The name lower-cased and without marks, where that is known already. */
	readonly folded?: string | undefined;
	/** Made on the spot: to be created together with the note. */
	readonly isNew?: boolean;
}

/** What the writer said about the people by tapping rather than typing. */
export interface Choices {
	/** Chosen as a chip or from the suggestions, in that order. */
	readonly chosen: readonly Person[];
	/** Ids of people the writer took out again although the text seems to name them. */
	readonly refused: readonly string[];
}

/** A run of the text and what it is. */
export type Segment =
	| { readonly kind: 'text'; readonly text: string }
	/** A name after an `@`; without `person` nobody is known by it, or several are. */
	| { readonly kind: 'mention'; readonly text: string; readonly person: Person | undefined };

/** What {@link understand} made of a text. */
export interface Understood {
	readonly segments: readonly Segment[];
	/** Everybody the note is about: first the chosen, then those found in the text, each once. */
	readonly people: readonly Person[];
	/** Names, as typed after an `@`, by which nobody is known yet. */
	readonly unknown: readonly string[];
}

/** An `@` that begins a name: not one inside an e-mail address. */
const MENTION = /(?<![\p{L}\p{N}._@])@(?=\p{L})/gu;

/** A word of a name, with the apostrophes and hyphens inside it. */
const NAME_WORD = /\p{L}[\p{L}\p{M}\p{N}]*(?:['’\-‐][\p{L}\p{M}\p{N}]+)*/uy;

/** More words than this belong to the sentence rather than to the name. */
const MAX_NAME_WORDS = 4;

/** Reads `source`, given everybody the writer may mean. */
export function understand(
	source: string,
	known: readonly Person[],
	{ chosen, refused }: Choices
): Understood {
	const segments: Segment[] = [];
	const unknown = new Set<string>();
	let end = 0;
	for (const { index } of source.matchAll(MENTION)) {
		if (index < end) continue;
		const mention = readMention(source, index, [chosen, known]);
		if (index > end) segments.push({ kind: 'text', text: source.slice(end, index) });
		segments.push(mention);
		if (mention.person === undefined && !isNamed(mention.text, known))
			unknown.add(newName(mention));
		end = index + mention.text.length;
	}
	if (end < source.length) segments.push({ kind: 'text', text: source.slice(end) });
	return { segments, people: everybody(segments, chosen, refused), unknown: [...unknown] };
}

/**
 * The text of the note: the source without the names it begins with, since they
 * stand over the note anyway, and without the `@` of those inside it.
 */
export function bodyOf(understood: Understood): string {
	let begun = false;
	let body = '';
	for (const segment of understood.segments) {
		const isPerson = segment.kind === 'mention' && segment.person !== undefined;
		if (isPerson && !begun) continue;
		begun ||= segment.text.trim() !== '';
		body += isPerson ? segment.text.slice(1) : segment.text;
	}
	body = body.trim();
	return body === '' ? sourceOf(understood).trim() : body;
}

/** The text that was understood, as it was typed. */
export function sourceOf(understood: Understood): string {
	return understood.segments.map((segment) => segment.text).join('');
}

type Mention = Extract<Segment, { kind: 'mention' }>;

/** The longest run of words after the `@` that names exactly one person, looking among the chosen first. */
function readMention(source: string, at: number, circles: readonly (readonly Person[])[]): Mention {
	const ends = wordEnds(source, at + 1);
	for (const end of ends.toReversed()) {
		const text = source.slice(at, end);
		for (const circle of circles) {
			const [person, another] = named(text.slice(1), circle);
			if (person !== undefined && another === undefined) return { kind: 'mention', text, person };
		}
	}
	return { kind: 'mention', text: unknownText(source, at, ends), person: undefined };
}

/** Where the words after an `@` end: first after one word, then after two, and so on. */
function wordEnds(source: string, start: number): readonly number[] {
	const ends: number[] = [];
	let from = start;
	while (ends.length < MAX_NAME_WORDS) {
		NAME_WORD.lastIndex = from;
		const match = NAME_WORD.exec(source);
		if (match === null) break;
		const end = from + match[0].length;
		ends.push(end);
		if (source[end] !== ' ') break;
		from = end + 1;
	}
	return ends;
}

/** Nobody is known by any run of the words: the name is the first word and the capitalised ones after it. */
function unknownText(source: string, at: number, ends: readonly number[]): string {
	let [end = at + 1] = ends;
	for (const next of ends.slice(1)) {
		const word = source.slice(end + 1, next);
		if (!/^\p{Lu}/u.test(word)) break;
		end = next;
	}
	return source.slice(at, end);
}

/** Who is meant by some words, for each list of people: most of a text stays as it is from one keystroke to the next. */
const answers = new WeakMap<readonly Person[], Map<string, readonly Person[]>>();

/** Up to two people in whose names the words of `text` stand, whole and in order. */
function named(text: string, people: readonly Person[]): readonly Person[] {
	const wanted = ` ${words(text).join(' ')} `;
	const known = answers.get(people) ?? new Map<string, readonly Person[]>();
	answers.set(people, known);
	const answer = known.get(wanted) ?? lookThrough(wanted, people);
	known.set(wanted, answer);
	return answer;
}

function lookThrough(wanted: string, people: readonly Person[]): readonly Person[] {
	const names = spacedNames(people);
	const first = names.findIndex((name) => name.includes(wanted));
	const second = names.findIndex((name, i) => i > first && name.includes(wanted));
	return first < 0 ? [] : [people[first], people[second]].filter((person) => person !== undefined);
}

function isNamed(mention: string, people: readonly Person[]): boolean {
	return named(mention.slice(1), people).length > 0;
}

function newName(mention: Mention): string {
	return mention.text.slice(1);
}

function everybody(
	segments: readonly Segment[],
	chosen: readonly Person[],
	refused: readonly string[]
): readonly Person[] {
	const found = segments.flatMap((segment) =>
		segment.kind === 'mention' && segment.person !== undefined ? [segment.person] : []
	);
	const people = new Map(chosen.map((person) => [person.id, person]));
	for (const person of found) {
		if (!people.has(person.id) && !refused.includes(person.id)) people.set(person.id, person);
	}
	return [...people.values()];
}
