/** The pictures of time and letters, month by month, and the year in a sentence. */
import { hoursOf, hoursWords } from '#lib/interaction/words.ts';
import { m } from '#lib/paraglide/messages.js';

import { monthLetter, monthsOf, monthWords } from './period.ts';
import type { Picture, Reader } from './picture.ts';

/** Time spent together, in minutes. */
export interface TimeFigure {
	/** Outside of work, by month as `YYYY-MM`. */
	readonly byMonth: ReadonlyMap<string, number>;
	readonly outside: number;
	readonly all: number;
}

/** Hours outside of work, month by month. */
export function hoursPicture(
	{ byMonth, outside, all }: TimeFigure,
	{ today, locale }: Reader
): Picture {
	const isEmpty = outside === 0;
	return {
		title: m.insight_hours(),
		says: isEmpty
			? m.insight_hours_empty()
			: m.insight_hours_says({
					outside: hoursWords(outside, locale),
					all: hoursWords(all, locale)
				}),
		drawing: isEmpty
			? undefined
			: {
					kind: 'columns',
					columns: monthsOf(today).map((month) => {
						const minutes = byMonth.get(month) ?? 0;
						return {
							short: monthLetter(month, locale),
							label: monthWords(month, locale),
							value: minutes,
							top: minutes === 0 ? '' : new Intl.NumberFormat(locale).format(hoursOf(minutes)),
							words: minutes === 0 ? m.insight_none() : hoursWords(minutes, locale)
						};
					})
				},
		rule: m.insight_hours_rule(),
		act: { label: m.insight_capture_act(), href: '/capture' }
	};
}

/** An envelope for each letter, in the month in which it was posted; `days` are in their order. */
export function lettersPicture(days: readonly string[], { today, locale }: Reader): Picture {
	const count = days.length;
	const byMonth = Map.groupBy(days, (day) => day.slice(0, 7));
	return {
		title: m.insight_letters(),
		says: count === 0 ? m.insight_letters_empty() : m.insight_letters_says({ count }),
		drawing:
			count === 0
				? undefined
				: {
						kind: 'months',
						months: monthsOf(today).map((month) => {
							const own = byMonth.get(month)?.length ?? 0;
							return {
								short: monthLetter(month, locale),
								label: monthWords(month, locale),
								marks: Array.from({ length: own }, () => 'letter'),
								words: own === 0 ? m.insight_none() : m.insight_letters_count({ count: own })
							};
						}),
						legend: []
					},
		rule: m.insight_letters_rule(),
		act: { label: m.insight_letters_act(), href: '/letters' }
	};
}

/** What a year came to. */
export interface YearFigure {
	readonly kept: number;
	/** Minutes outside of work. */
	readonly outside: number;
	readonly letters: number;
	readonly introductions: number;
	readonly callbacks: number;
}

/** The year in one sentence, of what there was; what there was none of is not spoken of. */
export function yearWords(figure: YearFigure, locale: string): string {
	const { kept, outside, letters, introductions, callbacks } = figure;
	const things = [
		kept > 0 && m.insight_year_kept({ count: kept }),
		callbacks > 0 && m.insight_year_callbacks({ count: callbacks }),
		introductions > 0 && m.insight_year_introductions({ count: introductions }),
		outside > 0 && m.insight_year_hours({ hours: hoursWords(outside, locale) }),
		letters > 0 && m.insight_year_letters({ count: letters })
	].filter((thing) => thing !== false);
	if (things.length === 0) return m.insight_year_none();
	return m.insight_year({ things: new Intl.ListFormat(locale).format(things) });
}
