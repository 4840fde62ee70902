/** What a way to say when is made of, and the words that all of them share. */
import type { WallDate } from '#lib/calendar/wall.ts';

import type { Language } from './date-lexicon.ts';
import type { Span } from './spans.ts';

/** What decides how words for days are read. */
export interface Now {
	readonly today: WallDate;
	readonly language: Language;
	/** Whether 3/12 is the third of December, as everywhere but in the United States. */
	readonly isDayFirst: boolean;
}

/** What the parts of a pattern found; a part that found nothing is `undefined`. */
export type Groups = Readonly<Record<string, string | undefined>>;

/** One way to say when. */
export interface Pattern {
	readonly regex: RegExp;
	readonly read: (groups: Groups, now: Now) => Span | undefined;
}

/** A whole run of words, wherever it stands. */
export function words(source: string): RegExp {
	return new RegExp(String.raw`(?<![\p{L}\p{N}@#])(?:${source})(?![\p{L}\p{N}])`, 'giu');
}

/** Any of the words of a table, the longest first. */
export function anyOf(table: Readonly<Record<string, unknown>>): string {
	const keys = Object.keys(table).sort((a, b) => b.length - a.length);
	return keys.join('|').replaceAll(' ', String.raw`\s+`);
}

/** What a word of a table means, however it was typed. */
export function look<T>(
	table: Readonly<Record<string, T>>,
	word: string | undefined
): T | undefined {
	return table[(word ?? '').toLowerCase().replace(/\s+/gu, ' ')];
}
