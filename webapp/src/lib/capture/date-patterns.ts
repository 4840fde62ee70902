/** How days are said, as patterns made from the words of a language, and what each of them means. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';

import type { Language, Lexicon } from './date-lexicon.ts';
import {
	dayOf,
	monthOf,
	move,
	nextDay,
	oneDay,
	weekAhead,
	weekdayAhead,
	yearOf,
	type Span
} from './spans.ts';

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

const compiled = new Map<Lexicon, readonly Pattern[]>();

/** The patterns of a lexicon, compiled once. */
export function patternsOf(lexicon: Lexicon): readonly Pattern[] {
	const known = compiled.get(lexicon);
	if (known !== undefined) return known;
	const made = [...named(lexicon), ...counted(lexicon), ...periods(lexicon), ...written(lexicon)];
	compiled.set(lexicon, made);
	return made;
}

/** A whole run of words, wherever it stands. */
function words(source: string): RegExp {
	return new RegExp(String.raw`(?<![\p{L}\p{N}@#])(?:${source})(?![\p{L}\p{N}])`, 'giu');
}

function anyOf(table: Readonly<Record<string, unknown>>): string {
	const keys = Object.keys(table).sort((a, b) => b.length - a.length);
	return keys.join('|').replaceAll(' ', String.raw`\s+`);
}

function look<T>(table: Readonly<Record<string, T>>, word: string | undefined): T | undefined {
	return table[(word ?? '').toLowerCase().replace(/\s+/gu, ' ')];
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
				`(?:${prep}${which}?|${which.replaceAll('?<', '?<x')}?)(?<day>${anyOf(l.weekdays)})`
			),
			read: (groups, now) => weekday(l.weekdays)(withoutX(groups), now)
		},
		{
			regex: words(`(?:${prep}${which}?|${which.replaceAll('?<', '?<x')})(?<day>${short})\\.?`),
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
			return oneDay(move(today, sign * many, what));
		};
	const [before, after] = l.ago;
	const ago = before === '' ? `${span}\\s+${after}` : `${before}\\s+${span}`;
	return [
		{ regex: words(ago), read: read(-1) },
		{
			regex: words(`(?:${l.ahead})\\s+(?:the next\\s+)?${span}(?!\\s+(?:${after || 'zuvor'}))`),
			read: read(1)
		}
	];
}

/** Weeks, months and years: "next week", "end of May", "bis Monatsende". */
function periods(l: Lexicon): readonly Pattern[] {
	const by = `(?:(?<by>${l.by})\\s+(?:the\\s+)?)?`;
	const unit = `(?:(?<week>${l.week})|(?<month>${l.month}e?s?)|(?<year>${l.year}e?s?))`;
	const whole = ({ week, month }: Groups, today: WallDate, ahead: number): Span => {
		if (week !== undefined) return weekAhead(today, ahead);
		const { partial: _, ...days } =
			month !== undefined
				? monthOf(move(monthOf(today).from, ahead, 'month'))
				: yearOf(Number(today.slice(0, 4)) + ahead);
		return days;
	};
	const end = (span: Span) => oneDay(span.to);
	const [eow, eom, eoy] = l.ends;
	return [
		{
			regex: words(`${by}(?:(?<next>${l.next})|(?<last>${l.last})|(?<this>${l.this}))\\s+${unit}`),
			read: (groups, { today }) => {
				const ahead = groups['next'] !== undefined ? 1 : groups['last'] !== undefined ? -1 : 0;
				const span = whole(groups, today, ahead);
				return ahead === 0 && span.to >= today ? { ...span, from: today } : span;
			}
		},
		{
			regex: words(`${by}${l.endOf}\\s+(?:(?<next>${l.next})\\s+)?${unit}`),
			read: (groups, { today }) => end(whole(groups, today, groups['next'] !== undefined ? 1 : 0))
		},
		{
			regex: words(`${by}(?:(?<week>${eow})|(?<month>${eom})|(?<year>${eoy}))`),
			read: (groups, { today }) => end(whole(groups, today, 0))
		},
		{
			regex: words(`${by}${l.endOf}\\s+(?<name>${anyOf(l.months)})\\.?(?:\\s+(?<in>\\d{4}))?`),
			read: (groups, now) => {
				const span = monthSpan(l, groups, now);
				return span && end(span);
			}
		},
		{
			regex: words(`${by}(?:(?<next>${l.next})\\s+)?${l.weekend}`),
			read: ({ next }, { today }) => {
				const from = weekdayAhead(addDays(today, -1), 6);
				const saturday = next === undefined ? from : weekdayAhead(today, 6, 1);
				return { from: saturday, to: addDays(saturday, 1) };
			}
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
		},
		{
			regex: words(`(?:(?<by>${l.by})|${l.during})\\s+Q(?<quarter>[1-4])(?:\\s+(?<in>\\d{4}))?`),
			read: (groups, { today }) => quarter(today, Number(groups['quarter']), groups)
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

/** The month meant by a name: the running one or the next of that name, unless the year is said. */
function monthSpan(l: Lexicon, { name, in: year }: Groups, { today }: Now): Span | undefined {
	const month = look(l.months, name);
	if (month === undefined) return undefined;
	const first = year === undefined ? undefined : dayOf(Number(year), month, 1);
	const next = nextDay(monthOf(today).from, month, 1);
	const day = first ?? next;
	return day === undefined ? undefined : monthOf(day);
}

function dayOfMonth(today: WallDate, day: number): Span | undefined {
	for (let ahead = 0; ahead < 3; ahead++) {
		const month = move(monthOf(today).from, ahead, 'month');
		const date = dayOf(Number(month.slice(0, 4)), Number(month.slice(5, 7)), day);
		if (date !== undefined && date >= today) return oneDay(date);
	}
	return undefined;
}

function quarter(today: WallDate, number: number, { by, in: written }: Groups): Span | undefined {
	const year = Number(written ?? today.slice(0, 4));
	const first = dayOf(year, number * 3 - 2, 1);
	if (first === undefined) return undefined;
	const last = monthOf(move(first, 2, 'month')).to;
	if (written === undefined && last < today)
		return quarter(today, number, { by, in: String(year + 1) });
	return by === undefined ? { from: first, to: last } : oneDay(last);
}
