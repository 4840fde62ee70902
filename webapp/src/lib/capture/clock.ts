/** Clock times as they are said: behind a day, before it, or alone. */
import type { Lexicon } from './date-lexicon.ts';

/** A run of the text, with the clock time in it if it names one. */
export interface Clock {
	readonly start: number;
	readonly end: number;
	/** `HH:MM` */
	readonly time?: string;
	readonly isDeadline: boolean;
}

/** So far around a day a clock time is looked for. */
const REACH = 40;

/** Hours up to this one are those of the afternoon, where nothing else is said. */
const LAST_OF_AFTERNOON = 6;

const NUMBER = String.raw`(?<hours>\d{1,2})(?:[:.](?<minutes>\d{2}))?\s?(?<half>am|pm|uhr|h)?`;
const END = String.raw`(?![\p{L}\p{N}]|[.,:]\d|\s*[%€$£])`;

/** What is said behind a day: "fri 5pm", "tomorrow at 9", "Freitag um 15 Uhr", "fri eod". */
export function clockBehind(text: string, day: Clock, l: Lexicon): Clock {
	const said = `(?:(?<at>${l.at})\\s+)?(?:${NUMBER}|(?<noon>${l.noon})|(?<sometime>${l.sometime}))`;
	const match = new RegExp(`^,?\\s+${said}${END}`, 'iu').exec(text.slice(day.end, day.end + REACH));
	const time = timeOf(match?.groups);
	if (match === null || time === undefined) return day;
	return { ...day, ...withTime(time), end: day.end + match[0].length };
}

/** What is said before it: "at 3pm on Thursday", "by noon tomorrow", "by close of business Friday". */
export function clockBefore(text: string, day: Clock, l: Lexicon): Clock {
	const before = text.slice(Math.max(0, day.start - REACH), day.start);
	const said = `(?:(?<by>${l.by})\\s+|(?<at>${l.at})\\s+)?(?:${NUMBER}|(?<noon>${l.noon})|(?<sometime>${l.sometime}))`;
	const match = new RegExp(`(?<![\\p{L}\\p{N}.:/])${said},?\\s+(?:on\\s+|of\\s+)?$`, 'iu').exec(
		before
	);
	const time = timeOf(match?.groups);
	if (match === null || time === undefined || day.time !== undefined) return day;
	const isDeadline = day.isDeadline || match.groups?.['by'] !== undefined;
	return { ...day, ...withTime(time), isDeadline, start: day.start - match[0].length };
}

/** Clock times without a day, which are those of today: "by 5pm", "at 15:30", "by close of business". */
export function* clocksAlone(text: string, l: Lexicon): Generator<Clock> {
	const said = `(?:(?<by>${l.by})|(?<at>${l.at}))\\s+(?:${NUMBER}|(?<noon>${l.noon}))|(?<until>${l.by})\\s+(?<sometime>${l.sometime})`;
	for (const match of text.matchAll(new RegExp(`(?<![\\p{L}\\p{N}@#])(?:${said})${END}`, 'giu'))) {
		const groups = match.groups ?? {};
		const isBare = groups['minutes'] === undefined && groups['half'] === undefined;
		const time = timeOf(groups);
		if (time === undefined || (groups['hours'] !== undefined && isBare)) continue;
		const start = match.index;
		const isDeadline = groups['by'] !== undefined || groups['until'] !== undefined;
		yield { start, end: start + match[0].length, isDeadline, ...withTime(time) };
	}
}

/** The time that was said; '' is some time of the day, and `undefined` none at all. */
function timeOf(groups?: Readonly<Record<string, string | undefined>>): string | undefined {
	if (groups === undefined) return undefined;
	const { at, by, hours, minutes, half, noon, sometime } = groups;
	if (sometime !== undefined) return '';
	if (noon !== undefined) return '12:00';
	const isBare = minutes === undefined && half === undefined;
	if (isBare && at === undefined && by === undefined) return undefined;
	const hour = hourOf(Number(hours), half?.toLowerCase(), isBare);
	if (hour > 23 || Number(minutes ?? 0) > 59) return undefined;
	return `${String(hour).padStart(2, '0')}:${minutes ?? '00'}`;
}

function hourOf(said: number, half: string | undefined, isBare: boolean): number {
	if (half === 'am' || half === 'pm') return (said % 12) + (half === 'pm' ? 12 : 0);
	return isBare && said >= 1 && said <= LAST_OF_AFTERNOON ? said + 12 : said;
}

function withTime(time: string): { readonly time?: string } {
	return time === '' ? {} : { time };
}
