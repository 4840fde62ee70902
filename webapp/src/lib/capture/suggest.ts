/** Which people to offer while a name is being typed. */
import { spacedNames, words } from './names.ts';
import type { Person } from './understand.ts';

/** A name being typed: from its `@` up to the caret. */
export interface OpenMention {
	/** Where the `@` stands. */
	readonly start: number;
	/** Where the caret stands. */
	readonly end: number;
	/** What follows the `@`, perhaps nothing yet. */
	readonly query: string;
}

/** What is offered for an {@link OpenMention}. */
export interface Suggestions {
	readonly people: readonly Person[];
	/** The name of the person that can be created, if nobody has exactly this name. */
	readonly create: string | undefined;
}

/** A name longer than this is a sentence that happens to follow an `@`. */
const MAX_QUERY = 60;

/** The mention that the caret is in, if there is one. */
export function openMention(source: string, caret: number): OpenMention | undefined {
	const before = source.slice(Math.max(0, caret - MAX_QUERY), caret);
	const match = /(?<![\p{L}\p{N}._@＠])[@＠]((?:[\p{L}\p{M}\p{N}'’\-‐]+ ?)*)$/u.exec(before);
	if (match === null) return undefined;
	const query = match[1] ?? '';
	return { start: caret - query.length - 1, end: caret, query };
}

/**
 * The people to offer for what was typed: names that begin with it before names
 * that contain it, and within each the order of `known`, where recent people come
 * first. Nobody at all once the words have outgrown every name.
 */
export function suggest(query: string, known: readonly Person[], limit: number): Suggestions {
	const wanted = words(query);
	if (wanted.length === 0) return { people: known.slice(0, limit), create: undefined };
	const begin: Person[] = [];
	const contain: Person[] = [];
	const whole = ` ${wanted.join(' ')}`;
	const beginnings = wanted.map((word) => ` ${word}`);
	const names = spacedNames(known);
	let isExact = false;
	for (let i = 0; i < known.length && begin.length < limit; i++) {
		const [name = '', person] = [names[i], known[i]];
		if (person === undefined || !beginnings.every((beginning) => name.includes(beginning)))
			continue;
		isExact ||= name === `${whole} `;
		if (name.startsWith(whole)) begin.push(person);
		else if (contain.length < limit) contain.push(person);
	}
	return {
		people: [...begin, ...contain].slice(0, limit),
		create: isExact || wanted.length > 3 ? undefined : tidy(query)
	};
}

/**
 * The text with the name being typed written out and a space after it, and where
 * the caret then stands. Text that already goes on with a space gets no second one.
 */
export function complete(
	source: string,
	mention: OpenMention,
	name: string
): { readonly text: string; readonly caret: number } {
	const rest = source.slice(mention.end);
	const inserted = `@${name}${/^\s/.test(rest) ? '' : ' '}`;
	const caret = mention.start + name.length + 2;
	return { text: source.slice(0, mention.start) + inserted + rest, caret };
}

/** The shortest beginning of a name that means nobody else among `known`: "Ana", or "Ana Müller" if there are two. */
export function shortName(person: Person, known: readonly Person[]): string {
	const [first = person.name] = person.name.split(/\s+/u);
	if (words(first).length === 0) return person.name;
	const wanted = ` ${words(first).join(' ')}`;
	const names = spacedNames(known);
	const shared = known.some(({ id }, i) => id !== person.id && names[i]?.includes(wanted) === true);
	return shared ? person.name : first;
}

function tidy(query: string): string {
	return query.trim().replace(/\s+/gu, ' ');
}
