/**
 * What a captured text says, as a pure function of the text, the people and the day.
 *
 * Names after an `@`; clauses with a mark in front of them (a promise, a question, …); and in the
 * first sentence how people were in touch. Everything else is plain text. Whatever is added, two
 * things hold: it never throws, and the segments put together are the text, character by character.
 */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';

import { giveOf, type Give } from './gives.ts';
import { followUpKey, touchKey } from './keys.ts';
import { clausesOf, type Clause, type Mark } from './marks.ts';
import { isNamed, mentionsOf, type Mention, type Person } from './mentions.ts';
import { findTouch, type Touch } from './touch.ts';
import { findWhen, type Now, type When } from './when.ts';

export type { Person } from './mentions.ts';

/** What the writer said about the text by tapping rather than typing. */
export interface Choices {
	/** Chosen as a chip or from the suggestions, in that order. */
	readonly chosen: readonly Person[];
	/** Ids of people the writer took out again although the text seems to name them. */
	readonly refused: readonly string[];
	/** Keys of what was understood and is to stay plain text. */
	readonly plain: readonly string[];
}

/** A run of the text and what it is. */
export type Segment =
	| { readonly kind: 'text'; readonly text: string }
	/** A name after an `@`; without `person` nobody is known by it, or several are. */
	| { readonly kind: 'mention'; readonly text: string; readonly person: Person | undefined }
	/** The sign in front of a clause. */
	| { readonly kind: 'sign'; readonly text: string; readonly mark: Mark }
	/** When something is, or how people were in touch. */
	| { readonly kind: 'detail'; readonly text: string };

/** A clause with a mark, understood. */
export interface Found {
	readonly mark: Mark;
	/** Stays the same while the same is said. */
	readonly key: string;
	/** What it says, without sign, names in front and date. */
	readonly text: string;
	/** Whom it is about: those named in front of it, else those the text is about. */
	readonly people: readonly Person[];
	/** When, if that is said and the mark has a use for it. */
	readonly when: When | undefined;
	/** What kind of give, of what was given or received. */
	readonly give: Give | undefined;
	/** Of a fact that lies ahead: the day from which to ask how it went. */
	readonly askAfter: WallDate | undefined;
}

/** What {@link understand} made of a text. */
export interface Understood {
	readonly segments: readonly Segment[];
	/** Everybody the note is about: first the chosen, then those found in the text, each once. */
	readonly people: readonly Person[];
	/** Names, as typed after an `@`, by which nobody is known yet. */
	readonly unknown: readonly string[];
	readonly found: readonly Found[];
	readonly touch: Touch | undefined;
}

/** Whether a fact comes round every year, so that nobody asks how it went. */
export function isYearly(text: string): boolean {
	return /(?<!\p{L})(?:birthday|b-?day|born|geburtstag|geboren|anniversary|jahrestag)(?!\p{L}|\s+(?:party|dinner|lunch|trip))/iu.test(
		text
	);
}

/** The first sentence is read this far; what goes on longer is no "lunch 45m". */
const MAX_SENTENCE = 300;

/** Whoever pastes a whole document means prose: clauses behind so many are plain text. */
const MAX_CLAUSES = 60;

/** Marks whose clause may say when. */
const timed: ReadonlySet<Mark> = new Set(['promise', 'theirPromise', 'question', 'fact']);

/** Reads `source`, given everybody the writer may mean. */
export function understand(
	source: string,
	known: readonly Person[],
	choices: Choices,
	now: Now
): Understood {
	const mentions = mentionsOf(source, [choices.chosen, known]);
	const clauses = clausesOf(source, mentions)
		.slice(0, MAX_CLAUSES)
		.filter((clause) => !isPlain(keyOf(source, clause), choices.plain));
	const people = everybody(mentions, choices);
	const subjects = subjectsOf(mentions, clauses, choices);
	const read = clauses.map((clause) =>
		readClause(source, clause, { mentions, subjects, choices, now })
	);
	const touch = touchOf(source, { mentions, clauses, choices, now });
	const segments = segmentsOf(source, [
		...mentions.map(({ start, end, person }): Run => ({
			start,
			end,
			is: { kind: 'mention', person }
		})),
		...clauses.map(({ start, from, mark }): Run => ({
			start,
			end: from,
			is: { kind: 'sign', mark }
		})),
		...read.flatMap(({ details }) => details),
		...(touch?.runs ?? []).map(([start, end]): Run => ({ start, end, is: { kind: 'detail' } }))
	]);
	const unknown = new Set(
		mentions.flatMap((mention) =>
			mention.person === undefined && !isNamed(mention, known) ? [mention.text.slice(1)] : []
		)
	);
	const found = read.map(({ found: one }) => one);
	return { segments, people, unknown: [...unknown], found, touch };
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

type Kind<S> = S extends { readonly text: string } ? Omit<S, 'text'> : never;

interface Run {
	readonly start: number;
	readonly end: number;
	readonly is: Kind<Segment>;
}

interface Surroundings {
	readonly mentions: readonly Mention[];
	readonly choices: Choices;
	readonly now: Now;
}

/** Cuts the text into the runs and what lies between them. Of runs that overlap the earlier stays. */
function segmentsOf(source: string, runs: readonly Run[]): readonly Segment[] {
	const segments: Segment[] = [];
	let end = 0;
	for (const run of runs.toSorted((a, b) => a.start - b.start)) {
		if (run.start < end || run.end <= run.start) continue;
		if (run.start > end) segments.push({ kind: 'text', text: source.slice(end, run.start) });
		segments.push({ ...run.is, text: source.slice(run.start, run.end) });
		end = run.end;
	}
	if (end < source.length) segments.push({ kind: 'text', text: source.slice(end) });
	return segments;
}

function keyOf(source: string, { mark, from, end }: Clause): string {
	return `${mark} ${source.slice(from, end)}`;
}

/** Whether this was to stay plain; also when some letters were added or taken away since. */
function isPlain(key: string, plain: readonly string[]): boolean {
	return plain.some((other) => key.startsWith(other) || other.startsWith(key));
}

/** The chosen, and those named outside the clauses: whom the text is about, and so what it says. */
function subjectsOf(
	mentions: readonly Mention[],
	clauses: readonly Clause[],
	choices: Choices
): readonly Person[] {
	const outside = mentions.filter(
		({ start }) => !clauses.some((clause) => start >= clause.lead && start < clause.end)
	);
	const subjects = everybody(outside, choices);
	if (subjects.length > 0) return subjects;
	const leading = mentions.filter(({ end }) =>
		clauses.some(({ lead, start }) => lead === 0 && end <= start)
	);
	return everybody(leading, choices);
}

function readClause(
	source: string,
	clause: Clause,
	{ mentions, subjects, choices, now }: Surroundings & { readonly subjects: readonly Person[] }
): { readonly found: Found; readonly details: readonly Run[] } {
	const { mark, lead, start, end } = clause;
	const inside = mentions.filter((mention) => mention.start >= clause.from && mention.end <= end);
	const [from, named] = namedFirst(source, clause, inside);
	const before = mentions.filter((mention) => mention.start >= lead && mention.end <= start);
	const own = everybody([...before, ...named], { ...choices, chosen: [] });
	const about = own.length > 0 ? own : subjects.length > 0 ? subjects : everybody(inside, choices);
	const said = blank(source, from, end, inside);
	const when = timed.has(mark) ? whenOf(mark, said, now) : undefined;
	const give = mark === 'gave' || mark === 'received' ? giveOf(said) : undefined;
	const details: Run[] = [];
	if (give !== undefined && give.label > 0)
		details.push({ start: from, end: from + give.label, is: { kind: 'detail' } });
	if (when !== undefined)
		details.push({ start: from + when.start, end: from + when.end, is: { kind: 'detail' } });
	const isWhole = mark === 'fact' && when !== undefined && isExtent(said, when, now);
	const label = give?.label ?? 0;
	const text = textOf(source.slice(from, end), from, {
		inside,
		when: isWhole ? undefined : when,
		label
	});
	const key = keyOf(source, clause);
	const isAhead = mark === 'fact' && when !== undefined && when.to > now.today && !isYearly(text);
	const isAsked = isAhead && !choices.plain.includes(followUpKey(key));
	const askAfter = isAsked ? addDays(when.to, 1) : undefined;
	return { found: { mark, key, text, people: about, when, give: give?.kind, askAfter }, details };
}

/** When it is; an hour alone says when something is to be done, but dates no fact. */
function whenOf(mark: Mark, said: string, now: Now): When | undefined {
	const when = findWhen(said, now);
	return mark === 'fact' && when?.isHour === true ? undefined : when;
}

/** Before a day from which, or up to which, a fact holds. */
const SINCE = /^(?:since|from|after|before|starting|seit|ab|nach|vor|von|vom)(?!\p{L})/iu;

/** Whether a fact tells of a length of time, which its words say and a date does not: "until March". */
function isExtent(said: string, when: When, now: Now): boolean {
	const rest = said.slice(0, when.start) + said.slice(when.end);
	const isFromOn = when.isDeadline || SINCE.test(said.slice(when.start, when.end));
	return isFromOn || findWhen(rest, now) !== undefined;
}

/** The names right behind the sign, and where the rest begins: "! @Raj send the deck". */
function namedFirst(
	source: string,
	{ from, end }: Clause,
	inside: readonly Mention[]
): readonly [from: number, named: readonly Mention[]] {
	const named: Mention[] = [];
	let at = from;
	for (const mention of inside) {
		if (source.slice(at, mention.start).trim() !== '') break;
		named.push(mention);
		at = mention.end;
	}
	while (at < end && /[\s,:]/u.test(source[at] ?? '')) at++;
	// Nothing but a name: then it is what was said.
	return at >= end ? [from, []] : [at, named];
}

/** A part of the text with the names in it made blank, so that nobody called May is a month. */
function blank(source: string, from: number, end: number, mentions: readonly Mention[]): string {
	let text = source.slice(from, end);
	for (const { start, end: after } of mentions) {
		if (start < from || after > end) continue;
		text = text.slice(0, start - from) + '_'.repeat(after - start) + text.slice(after - from);
	}
	return text;
}

/** What is left over before a date that was taken out: "her birthday is on 12 May". */
const COPULA = /\s+(?:is|was|ist|war)$/iu;

/** What a clause says: without the label of its kind and without its date, and names without their `@`. */
function textOf(
	text: string,
	from: number,
	parts: {
		readonly inside: readonly Mention[];
		readonly when: When | undefined;
		readonly label: number;
	}
): string {
	const { inside, when, label } = parts;
	const isLeftOut = (at: number) =>
		at < label ||
		(when !== undefined && at >= when.start && at < when.end) ||
		inside.some(({ start }) => start - from === at);
	let said = '';
	for (let at = 0; at < text.length; at++) said += isLeftOut(at) ? '' : (text[at] ?? '');
	said = said.replace(/\s+/gu, ' ').trim();
	const isDated = when !== undefined && when.end >= text.trimEnd().length;
	const trimmed = said
		.replace(/[\s,;:–—-]+$/u, '')
		.replace(/(?<![.!?…])\.$/u, '')
		.replace(isDated ? COPULA : /$^/u, '');
	// A clause that is all date, such as "* 1 sep", keeps it.
	return /[\p{L}\p{N}]/u.test(trimmed) ? trimmed : text.trim();
}

/** Neither "1 Std. draußen" nor "am 3. Dezember" ends a sentence. */
const SENTENCE_END = /(?:[!?…。！？]|(?<!\d|(?<!\p{L})(?:std|min|ca|dr|mrs?))\.)(?=\s|$)|\n/iu;

function touchOf(
	source: string,
	{ mentions, clauses, choices, now }: Surroundings & { readonly clauses: readonly Clause[] }
): Touch | undefined {
	if (choices.plain.includes(touchKey)) return undefined;
	if (mentions.length === 0 && choices.chosen.length === 0) return undefined;
	const end = Math.min(clauses[0]?.lead ?? source.length, MAX_SENTENCE);
	const text = blank(source, 0, end, mentions).replace(/_/gu, ' ');
	const start = /[^\s,:]/u.exec(text)?.index ?? 0;
	const stop = SENTENCE_END.exec(text.slice(start));
	const sentence = text.slice(start, stop === null ? text.length : start + stop.index);
	const touch = findTouch(sentence, now);
	return touch && { ...touch, runs: touch.runs.map(([a, b]) => [a + start, b + start]) };
}

function everybody(
	mentions: readonly Mention[],
	{ chosen, refused }: Pick<Choices, 'chosen' | 'refused'>
): readonly Person[] {
	const people = new Map(chosen.map((person) => [person.id, person]));
	for (const { person } of mentions) {
		if (person === undefined || people.has(person.id) || refused.includes(person.id)) continue;
		people.set(person.id, person);
	}
	return [...people.values()];
}
