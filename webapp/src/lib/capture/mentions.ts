/** Names after an `@`, and whom they mean. */
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

/** A name after an `@`, with where it stands; without `person` nobody is known by it, or several are. */
export interface Mention {
	readonly start: number;
	readonly end: number;
	readonly text: string;
	readonly person: Person | undefined;
}

/** An `@` that begins a name: not one inside an e-mail address. */
const MENTION = /(?<![\p{L}\p{N}._@＠])[@＠](?=\p{L})/gu;

/** A word of a name, with the apostrophes and hyphens inside it. */
const NAME_WORD = /\p{L}[\p{L}\p{M}\p{N}]*(?:['’\-‐][\p{L}\p{M}\p{N}]+)*/uy;

/** More words than this belong to the sentence rather than to the name. */
const MAX_NAME_WORDS = 4;

/** The names in a text, in their order, given the people they may mean: those of the first list before the others. */
export function mentionsOf(
	source: string,
	circles: readonly (readonly Person[])[]
): readonly Mention[] {
	const found: Mention[] = [];
	let end = 0;
	for (const { index } of source.matchAll(MENTION)) {
		if (index < end) continue;
		const mention = readMention(source, index, circles);
		found.push(mention);
		end = mention.end;
	}
	return found;
}

/** The longest run of words after the `@` that names exactly one person, looking among the chosen first. */
function readMention(source: string, at: number, circles: readonly (readonly Person[])[]): Mention {
	const ends = wordEnds(source, at + 1);
	for (const end of ends.toReversed()) {
		const text = source.slice(at, end);
		for (const circle of circles) {
			const [person, another] = named(text.slice(1), circle);
			if (person !== undefined && another === undefined) return { start: at, end, text, person };
		}
	}
	const text = unknownText(source, at, ends);
	return { start: at, end: at + text.length, text, person: undefined };
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
		const whose = /['’]s$/iu.exec(match[0]);
		// "@Ana's team": the name is Ana.
		if (whose !== null) return [...ends, from + whose.index];
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

/** Whether anybody is called what stands after the `@`. */
export function isNamed({ text }: Mention, people: readonly Person[]): boolean {
	return named(text.slice(1), people).length > 0;
}
