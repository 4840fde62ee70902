/**
 * Finds when something is said to be: "by fri", "in 6w", "1 sep", "bis Freitag". A pure function of the
 * text, the day and the language; what is ambiguous lies ahead rather than behind.
 */
import { clockBefore, clockBehind, clocksAlone } from './clock.ts';
import { lexicons, type Lexicon } from './date-lexicon.ts';
import { patternsOf } from './date-patterns.ts';
import type { Groups, Now } from './pattern.ts';
import { oneDay, type Span } from './spans.ts';

export type { Now } from './pattern.ts';

/** When something is, and where in the text that is said. */
export interface When extends Span {
	readonly start: number;
	readonly end: number;
	/** A clock time, `HH:MM`. */
	readonly time?: string;
	/** Whether it is said as a deadline. */
	readonly isDeadline: boolean;
	/** Whether only the hour is said, so that the day is this one. */
	readonly isHour: boolean;
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
			const isDeadline = groups['by'] !== undefined;
			const day = { start, end: start + match[0].length, isDeadline };
			const clock = clockBefore(text, clockBehind(text, day, lexicon), lexicon);
			yield { ...span, ...clock, isHour: false };
		}
	}
	for (const clock of clocksAlone(text, lexicon))
		yield { ...oneDay(now.today), ...clock, isHour: true };
}
