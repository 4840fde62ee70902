/** The pictures of promises: a mark for each in the order of the calendar, and each miss as a sentence. */
import { m } from '#lib/paraglide/messages.js';

import { inCalendar, type Fate, type Fated } from './figures.ts';
import { monthLetter, monthsOf, monthWords } from './period.ts';
import {
	partsInWords,
	type Item,
	type Part,
	type Picture,
	type Reader,
	type Shape
} from './picture.ts';

/** The promises of one side. */
export interface PromiseFigure {
	readonly side: 'mine' | 'theirs';
	readonly promises: readonly Fated[];
	/** What was missed, one by one, in sentences. */
	readonly misses: readonly Item[];
}

const shapes: Readonly<Record<Fate, Shape>> = {
	kept: 'full',
	'made-good': 'dot',
	missed: 'square'
};

/** What became of the promises of one side. There is no percentage: what was missed is listed. */
export function promisesPicture(
	{ side, promises, misses }: PromiseFigure,
	{ today, locale }: Reader
): Picture {
	const of = promises.length;
	const kept = promises.filter(({ fate }) => fate === 'kept').length;
	const empty = side === 'mine' ? m.insight_mine_empty() : m.insight_theirs_empty();
	const said =
		kept === of
			? m.insight_promises_all({ count: of })
			: m.insight_promises_says({ kept, of, missed: of - kept });
	// What was kept ahead of its day stands where the calendar is now.
	const byMonth = Map.groupBy(inCalendar(promises), ({ first }) =>
		(first < today ? first : today).slice(0, 7)
	);
	return {
		title: side === 'mine' ? m.insight_mine() : m.insight_theirs(),
		says: of === 0 ? empty : said,
		drawing:
			of === 0
				? undefined
				: {
						kind: 'months',
						months: monthsOf(today).map((month) => {
							const own = byMonth.get(month) ?? [];
							return {
								short: monthLetter(month, locale),
								label: monthWords(month, locale),
								marks: own.map(({ fate }) => shapes[fate]),
								words: own.length === 0 ? m.insight_none() : partsInWords(fatesOf(own))
							};
						}),
						legend: fatesOf(promises)
					},
		rule: m.promise_missed_why(),
		items: { heading: m.insight_promises_misses(), list: misses },
		act: { label: m.insight_promises_act(), href: '/promises' }
	};
}

function fatesOf(promises: readonly Fated[]): readonly Part[] {
	const count = (fate: Fate) => promises.filter((one) => one.fate === fate).length;
	const [kept, madeGood, missed] = [count('kept'), count('made-good'), count('missed')];
	return [
		{ shape: shapes.kept, count: kept, words: m.insight_promises_kept({ count: kept }) },
		{
			shape: shapes['made-good'],
			count: madeGood,
			words: m.insight_promises_made_good({ count: madeGood })
		},
		{ shape: shapes.missed, count: missed, words: m.insight_promises_missed({ count: missed }) }
	];
}
