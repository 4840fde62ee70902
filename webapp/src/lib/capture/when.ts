/**
 * Finds when something is said to be: "by fri", "in 6w", "1 sep", "bis Freitag". A pure function of the
 * text, the day and the language; what is ambiguous lies ahead rather than behind.
 */
import { lexicons, type Lexicon } from './date-lexicon.ts';
import { patternsOf, type Groups, type Now } from './date-patterns.ts';
import type { Span } from './spans.ts';

export type { Now } from './date-patterns.ts';

/** When something is, and where in the text that is said. */
export interface When extends Span {
	readonly start: number;
	readonly end: number;
	/** A clock time, `HH:MM`. */
	readonly time?: string;
	/** Whether it is said as a deadline. */
	readonly isDeadline: boolean;
}

/** Text behind this is prose, and looking for days in it would be felt while typing. */
const MAX_LENGTH = 500;

/** What was found before: from one keystroke to the next all clauses but one stay as they are. */
const answers = new Map<string, When | undefined>();
const MAX_ANSWERS = 500;

/** The one place in `text` that says when: the deadline if there is one, else what is said last. */
export function findWhen(text: string, now: Now): When | undefined {
	const key = `${now.today} ${now.language} ${now.isDayFirst ? '' : 'm'} ${text.slice(0, MAX_LENGTH)}`;
	if (answers.has(key)) return answers.get(key);
	const found = lookThrough(text, now);
	if (answers.size >= MAX_ANSWERS) answers.clear();
	answers.set(key, found);
	return found;
}

function lookThrough(text: string, now: Now): When | undefined {
	let best: When | undefined;
	for (const lexicon of lexicons[now.language]) {
		for (const when of matches(text.slice(0, MAX_LENGTH), lexicon, now)) {
			if (best === undefined || isBetter(when, best)) best = when;
		}
	}
	return best;
}

function isBetter(a: When, b: When): boolean {
	if (a.isDeadline !== b.isDeadline) return a.isDeadline;
	if (a.start < b.end && b.start < a.end) return a.end - a.start > b.end - b.start;
	return a.start > b.start;
}

function* matches(text: string, lexicon: Lexicon, now: Now): Generator<When> {
	for (const { regex, read } of patternsOf(lexicon)) {
		for (const match of text.matchAll(regex)) {
			const groups: Groups = match.groups ?? {};
			const span = read(groups, now);
			if (span === undefined) continue;
			const start = match.index;
			const [end, time] = withTime(text, start + match[0].length, lexicon);
			const isDeadline = groups['by'] !== undefined;
			yield { ...span, start, end, isDeadline, ...(time !== undefined && { time }) };
		}
	}
}

/** A clock time right behind a day: "fri 5pm", "Freitag um 15 Uhr". */
function withTime(text: string, end: number, { at }: Lexicon): [end: number, time?: string] {
	const clock = String.raw`,?\s+(?:(?:${at})\s+)?(\d{1,2})(?:[:.](\d{2}))?\s?(am|pm|uhr|h)?(?![\p{L}\p{N}])`;
	const match = new RegExp(`^${clock}`, 'iu').exec(text.slice(end, end + 30));
	if (match === null) return [end];
	const [all, hours = '', minutes, suffix] = match;
	if (minutes === undefined && suffix === undefined) return [end];
	const half = suffix?.toLowerCase();
	const hour =
		half === 'am' || half === 'pm'
			? (Number(hours) % 12) + (half === 'pm' ? 12 : 0)
			: Number(hours);
	if (hour > 23 || Number(minutes ?? 0) > 59) return [end];
	return [end + all.length, `${String(hour).padStart(2, '0')}:${minutes ?? '00'}`];
}
