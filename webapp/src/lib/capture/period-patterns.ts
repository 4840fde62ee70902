/** How weeks, months, quarters, years and feasts are said. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';

import type { Lexicon } from './date-lexicon.ts';
import { anyOf, look, words, type Groups, type Now, type Pattern } from './pattern.ts';
import {
	dayOf,
	monthOf,
	move,
	nextDay,
	oneDay,
	quarterAhead,
	weekAhead,
	weekdayAhead,
	weekNumbered,
	yearOf,
	type Span
} from './spans.ts';

/** Days that belong to a part of a month, from the first to the last. */
const PARTS = { early: [1, 10], middle: [11, 20], late: [21, 31] } as const;

/** "next week", "end of May", "early in January", "bis Monatsende", "KW 50", "after Christmas". */
export function periods(l: Lexicon): readonly Pattern[] {
	return [...units(l), ...monthParts(l), ...quarters(l), ...weeks(l), ...feasts(l)];
}

/** The month meant by a name: the running one or the next of that name, unless the year is said. */
export function monthSpan(
	l: Lexicon,
	{ name, in: year }: Groups,
	{ today }: Now
): Span | undefined {
	const month = look(l.months, name);
	if (month === undefined) return undefined;
	const first = year === undefined ? undefined : dayOf(Number(year), month, 1);
	const next = nextDay(monthOf(today).from, month, 1);
	const day = first ?? next;
	return day === undefined ? undefined : monthOf(day);
}

function untilWords(l: Lexicon): string {
	return `(?:(?<by>${l.by})\\s+(?:the\\s+)?)?`;
}

/** Weeks, months, quarters and years that are counted from now, and how they end. */
function units(l: Lexicon): readonly Pattern[] {
	const by = untilWords(l);
	const unit = `(?:(?<week>${l.week})|(?<month>${l.month}e?s?)|(?<quarter>${l.quarter}s?)|(?<year>${l.year}e?s?))`;
	const end = (span: Span) => oneDay(span.to);
	const [eow, eom, eoq, eoy] = l.ends;
	return [
		{
			regex: words(`${by}(?:(?<next>${l.next})|(?<last>${l.last})|(?<this>${l.this}))\\s+${unit}`),
			read: (groups, { today }) => {
				const ahead = groups['next'] !== undefined ? 1 : groups['last'] !== undefined ? -1 : 0;
				const span = whole(groups, today, ahead);
				return ahead === 0 && span.from < today ? { ...span, from: today } : span;
			}
		},
		{
			regex: words(`${by}${l.endOf}\\s+(?:(?<next>${l.next})\\s+)?${unit}`),
			read: (groups, { today }) => end(whole(groups, today, groups['next'] !== undefined ? 1 : 0))
		},
		{
			regex: words(`${by}(?:(?<week>${eow})|(?<month>${eom})|(?<quarter>${eoq})|(?<year>${eoy}))`),
			read: (groups, { today }) => end(whole(groups, today, 0))
		}
	];
}

/** The whole of what is named; on a weekend this week is the one to come. */
function whole({ week, month, quarter }: Groups, today: WallDate, ahead: number): Span {
	if (week !== undefined) {
		const span = weekAhead(today, ahead);
		return ahead === 0 && span.to < today ? weekAhead(today, 1) : span;
	}
	if (quarter !== undefined) return quarterAhead(today, ahead);
	const { partial: _, ...days } =
		month !== undefined
			? monthOf(move(monthOf(today).from, ahead, 'month'))
			: yearOf(Number(today.slice(0, 4)) + ahead);
	return days;
}

/** The end of a month by its name, and its first days, its middle and its last. */
function monthParts(l: Lexicon): readonly Pattern[] {
	const by = untilWords(l);
	const month = `(?<name>${anyOf(l.months)})\\.?(?:\\s+(?<in>\\d{4}))?`;
	const [early, middle, late] = l.parts;
	const part = `(?:(?<early>${early})|(?<middle>${middle})|(?<late>${late}))`;
	return [
		{
			regex: words(`${by}${l.endOf}\\s+${month}`),
			read: (groups, now) => {
				const span = monthSpan(l, groups, now);
				return span && oneDay(span.to);
			}
		},
		{
			regex: words(
				`(?:${by}|(?:in|from|since|seit|ab)\\s+)${part}[\\s-]+(?:in\\s+)?${month}(?!\\s*\\d)`
			),
			read: (groups, now) => {
				const span = monthSpan(l, groups, now);
				return span && partOf(span, groups);
			}
		}
	];
}

function partOf(month: Span, groups: Groups): Span {
	const which = (['early', 'middle', 'late'] as const).find((name) => groups[name] !== undefined);
	const [first, last] = PARTS[which ?? 'late'];
	const from = addDays(month.from, first - 1);
	const to = addDays(month.from, last - 1);
	const days = { from, to: to < month.to ? to : month.to };
	return groups['by'] === undefined ? { ...month, ...days } : oneDay(days.to);
}

/** Quarters by number: "by Q1", "Ende Q2 2027". */
function quarters(l: Lexicon): readonly Pattern[] {
	const name = `Q(?<quarter>[1-4])(?:\\s+(?<in>\\d{4}))?`;
	return [
		{
			regex: words(`(?:(?<by>${l.by})|${l.during})\\s+${name}`),
			read: (groups, { today }) => numberedQuarter(today, groups)
		},
		{
			regex: words(`${untilWords(l)}(?<end>${l.endOf})\\s+${name}`),
			read: (groups, { today }) => numberedQuarter(today, groups)
		}
	];
}

function numberedQuarter(today: WallDate, groups: Groups): Span | undefined {
	const { quarter, by, end, in: written } = groups;
	const year = Number(written ?? today.slice(0, 4));
	const first = dayOf(year, Number(quarter) * 3 - 2, 1);
	if (first === undefined) return undefined;
	const span = quarterAhead(first, 0);
	if (written === undefined && span.to < today)
		return numberedQuarter(today, { ...groups, in: String(year + 1) });
	return by === undefined && end === undefined ? span : oneDay(span.to);
}

/** Weekends, weeks by their number, and weekdays of a week that is named. */
function weeks(l: Lexicon): readonly Pattern[] {
	const prep = `(?:(?:(?<by>${l.by})|(?:${l.on}))\\s+)?`;
	const which = `(?:(?<next>${l.next})|${l.this})\\s+${l.week}`;
	const day = `(?<day>${anyOf(l.weekdays)}|${l.clearWeekdays})(?:${l.dayPart})?`;
	const inWeek = (groups: Groups, { today }: Now) => {
		const weekday = look({ ...l.weekdays, ...l.shortWeekdays }, groups['day']);
		if (weekday === undefined) return undefined;
		return oneDay(weekdayAhead(today, weekday, groups['next'] === undefined ? 0 : 1));
	};
	return [
		{
			regex: words(`${untilWords(l)}(?:(?<next>${l.next})\\s+)?${l.weekend}`),
			read: ({ next }, { today }) => {
				const from = weekdayAhead(addDays(today, -1), 6);
				const saturday = next === undefined ? from : weekdayAhead(today, 6, 1);
				return { from: saturday, to: addDays(saturday, 1) };
			}
		},
		{
			regex: words(`(?:(?<by>${l.by})\\s+)?(?:${l.weekNumber})\\s?(?<number>\\d{1,2})`),
			read: ({ number }, { today }) => weekNumbered(today, Number(number))
		},
		{ regex: words(`${prep}${which}\\s+(?:on\\s+|am\\s+)?${day}`), read: inWeek },
		{ regex: words(`${prep}${day}\\s+(?:of\\s+|der\\s+)?${which}`), read: inWeek },
		{
			regex: words(`${prep}${day}\\s+(?:${l.weekLater})`),
			read: (groups, { today }) => {
				const weekday = look({ ...l.weekdays, ...l.shortWeekdays }, groups['day']);
				return weekday === undefined ? undefined : oneDay(addDays(weekdayAhead(today, weekday), 7));
			}
		}
	];
}

/** Days of the year that have a name, and the year to come. */
function feasts(l: Lexicon): readonly Pattern[] {
	const name = `(?<name>${anyOf(l.feasts)})`;
	return [
		{
			regex: words(
				`(?:(?<by>${l.by})|(?<after>${l.after})|${l.on}|at|an|zu|over|über)\\s+(?:the\\s+)?${name}`
			),
			read: ({ name: said, by, after }, { today }) => {
				const [month = 0, date = 0] = look(l.feasts, said) ?? [];
				const day = nextDay(today, month, date);
				if (day === undefined) return undefined;
				return oneDay(addDays(day, by !== undefined ? -1 : after !== undefined ? 2 : 0));
			}
		},
		{
			regex: words(l.newYear),
			read: (_, { today }) => monthOf(`${Number(today.slice(0, 4)) + 1}-01-01`)
		}
	];
}
