/** How days are said, as patterns made from the words of a language, and what each of them means. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';

import type { Lexicon } from './date-lexicon.ts';
import { anyOf, look, words, type Groups, type Now, type Pattern } from './pattern.ts';
import { monthSpan, periods } from './period-patterns.ts';
import { dayOf, monthOf, move, nextDay, oneDay, weekdayAhead, yearOf, type Span } from './spans.ts';

const compiled = new Map<Lexicon, readonly Pattern[]>();

/** The patterns of a lexicon, compiled once. */
export function patternsOf(lexicon: Lexicon): readonly Pattern[] {
	const known = compiled.get(lexicon);
	if (known !== undefined) return known;
	const made = [...named(lexicon), ...counted(lexicon), ...periods(lexicon), ...written(lexicon)];
	compiled.set(lexicon, made);
	return made;
}

/** Days by their names: "tomorrow", "next tuesday", "by fri". */
function named(l: Lexicon): readonly Pattern[] {
	const prep = `(?:(?:(?<by>${l.by})|(?:${l.on}))\\s+)`;
	const which = `(?:(?:(?<next>${l.next})|(?<this>${l.this})|(?<last>${l.last}))\\s+)`;
	const weekday =
		(table: Readonly<Record<string, number>>) =>
		(groups: Groups, { today }: Now) => {
			const day = look(table, groups['day']);
			if (day === undefined) return undefined;
			if (groups['next'] !== undefined) return oneDay(weekdayAhead(today, day, 1));
			if (groups['last'] !== undefined)
				return oneDay(addDays(weekdayAhead(addDays(today, -1), day), -7));
			return oneDay(weekdayAhead(today, day));
		};
	const short = anyOf(l.shortWeekdays);
	return [
		{
			// "Guten Morgen" and "am Morgen" are no days.
			regex: words(
				`${prep}?(?<!(?:guten|am|jeden|diesen|den|every|good)\\s)(?<day>${anyOf(l.days)})`
			),
			read: ({ day }, { today }) => {
				const ahead = look(l.days, day);
				return ahead === undefined ? undefined : oneDay(addDays(today, ahead));
			}
		},
		{
			regex: words(
				`(?:${prep}${which}?|${which.replaceAll('?<', '?<x')}?)(?<!(?:every|each|jeden|the)\\s)(?<day>${anyOf(l.weekdays)})(?:${l.dayPart})?`
			),
			read: (groups, now) => weekday(l.weekdays)(withoutX(groups), now)
		},
		{
			regex: words(
				`(?:${prep}${which}?|${which.replaceAll('?<', '?<x')})(?<day>${short})\\.?(?:${l.dayPart})?`
			),
			read: (groups, now) => weekday(l.shortWeekdays)(withoutX(groups), now)
		},
		{ regex: words(`(?<day>${l.clearWeekdays})\\.?(?=[\\s.!?]*$)`), read: weekday(l.shortWeekdays) }
	];
}

/** Named groups may stand once in a pattern; their twins begin with an x. */
function withoutX(groups: Groups): Groups {
	const twins = Object.entries(groups).map(
		([name, value]) => [name.replace(/^x/, ''), value] as const
	);
	return Object.fromEntries(twins.filter(([, value]) => value !== undefined));
}

/** Days counted from today: "in 6w", "in two weeks", "3 days ago", "vor einer Woche". */
function counted(l: Lexicon): readonly Pattern[] {
	const span = `(?:(?<count>\\d{1,3})\\s?|(?<number>${anyOf(l.numbers)})\\s+)(?<unit>${anyOf(l.units)})`;
	const read =
		(sign: 1 | -1) =>
		({ count, number, unit }: Groups, { today }: Now) => {
			const many = count === undefined ? look(l.numbers, number) : Number(count);
			const what = look(l.units, unit);
			if (many === undefined || what === undefined) return undefined;
			if (what === 'hour' && many < 24) return undefined;
			return oneDay(move(today, sign * many, what));
		};
	const [before, after] = l.ago;
	const ago = before === '' ? `${span}\\s+${after}` : `${before}\\s+${span}`;
	return [
		{ regex: words(ago), read: read(-1) },
		{
			regex: words(
				`(?:${l.ahead})\\s+(?:the next\\s+)?${span}${l.aheadTail}(?!\\s+(?:${after || 'zuvor'}))`
			),
			read: read(1)
		}
	];
}

/** Days and months as they are written: "3 Dec", "Dec 3rd", "3.12.", "in May", "2026-12-03". */
function written(l: Lexicon): readonly Pattern[] {
	const prep = `(?:(?:(?<by>${l.by})|(?:${l.on}))\\s+(?:the\\s+|dem\\s+|den\\s+)?)`;
	const month = `(?<name>${anyOf(l.months)})\\.?`;
	const year = `(?:,?\\s+(?<in>\\d{4})(?![\\p{L}\\p{N}]))?`;
	const read = (groups: Groups, now: Now) =>
		dated(now.today, groups, look(l.months, groups['name']), Number(groups['day']));
	const numeric = (groups: Groups, now: Now) => {
		const [first, second] = [Number(groups['first']), Number(groups['second'])];
		const [day, number] =
			now.isDayFirst || groups['dot'] !== undefined ? [first, second] : [second, first];
		return dated(now.today, groups, number, day);
	};
	return [
		{ regex: words(`${prep}?(?<day>\\d{1,2})${l.ordinal}${l.of}\\s*${month}${year}`), read },
		{ regex: words(`${prep}?${month}\\s+(?<day>\\d{1,2})${l.ordinal}${year}(?![:.]\\d)`), read },
		{
			regex: words(
				`(?:(?<by>${l.by})|(?:${l.during}))\\s+${month}(?:\\s+(?<in>\\d{4}))?(?!\\s*\\d)`
			),
			read: (groups, now) => {
				const span = monthSpan(l, groups, now);
				// "By May" is before May has passed by.
				return span && groups['by'] !== undefined ? oneDay(span.from) : span;
			}
		},
		{
			regex: words(`${month}\\s+(?<in>20\\d{2})`),
			read: (groups, now) => monthSpan(l, groups, now)
		},
		{
			regex: words(`(?:(?<by>${l.by})|(?:${l.during}))\\s+(?<in>(?:19|20)\\d{2})(?!\\s*[%€$£])`),
			read: ({ in: year }) => yearOf(Number(year))
		},
		{
			regex: words(`${prep}?(?<in>\\d{4})-(?<month>\\d{2})-(?<day>\\d{2})`),
			read: (groups, now) =>
				dated(now.today, groups, Number(groups['month']), Number(groups['day']))
		},
		{
			regex: words(
				`${prep}?(?<first>\\d{1,2})(?<dot>\\.)(?<second>\\d{1,2})\\.(?:(?<in>\\d{4}|\\d{2})(?!\\.\\d)${l.ordinal === '\\.?' ? '|(?!\\d)' : ''})`
			),
			read: numeric
		},
		{
			regex: words(`${prep}?(?<first>\\d{1,2})/(?<second>\\d{1,2})/(?<in>\\d{4}|\\d{2})`),
			read: numeric
		},
		{ regex: words(`${prep}(?<first>\\d{1,2})/(?<second>\\d{1,2})(?!/)`), read: numeric },
		{
			regex: words(`${prep}(?<day>\\d{1,2})${l.ordinal.replace(/\?$/u, '')}(?=\\s|[,;!?]|$)`),
			read: ({ day }, { today }) => dayOfMonth(today, Number(day))
		}
	];
}

function dated(
	today: WallDate,
	{ in: written }: Groups,
	month: number | undefined,
	day: number
): Span | undefined {
	if (month === undefined) return undefined;
	const year = written?.length === 2 ? 2000 + Number(written) : Number(written);
	const date = written === undefined ? nextDay(today, month, day) : dayOf(year, month, day);
	return date === undefined ? undefined : oneDay(date);
}

function dayOfMonth(today: WallDate, day: number): Span | undefined {
	for (let ahead = 0; ahead < 3; ahead++) {
		const month = move(monthOf(today).from, ahead, 'month');
		const date = dayOf(Number(month.slice(0, 4)), Number(month.slice(5, 7)), day);
		if (date !== undefined && date >= today) return oneDay(date);
	}
	return undefined;
}
