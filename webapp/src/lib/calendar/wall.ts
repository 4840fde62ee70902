/**
 * Days and clock times as they hang on the wall: text without a zone, compared
 * as text. Only {@link wallTime} meets an instant, and it is told the zone.
 */

/** A day, `YYYY-MM-DD`. */
export type WallDate = string;

/** A minute of a day, `YYYY-MM-DDTHH:MM`. */
export type WallTime = string;

const MS_A_DAY = 86_400_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The wall time of `now` in `zone`, an IANA name. An unknown zone counts as UTC. */
export function wallTime(now: Date, zone: string): WallTime {
	const parts = new Map(
		formatter(zone)
			.formatToParts(now)
			.map((part) => [part.type, part.value])
	);
	const part = (type: Intl.DateTimeFormatPartTypes, width = 2) =>
		(parts.get(type) ?? '').padStart(width, '0');
	return `${part('year', 4)}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The day of `now` in `zone`. */
export function wallDate(now: Date, zone: string): WallDate {
	return wallTime(now, zone).slice(0, 10);
}

/** The zone of this device. */
export function deviceZone(): string {
	return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The zones that this browser knows, for a list to choose from. */
export function knownZones(): readonly string[] {
	return Intl.supportedValuesOf('timeZone');
}

/** Whether `text` is a day that exists, written `YYYY-MM-DD`. */
export function isWallDate(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && fromDays(toDays(text)) === text;
}

/** Whether `text` is a minute of a day that exists, written `YYYY-MM-DDTHH:MM`. */
export function isWallTime(text: string): boolean {
	return /^.{10}T([01]\d|2[0-3]):[0-5]\d$/.test(text) && isWallDate(text.slice(0, 10));
}

/** `date` moved by `days`, which may be negative. */
export function addDays(date: WallDate, days: number): WallDate {
	return fromDays(toDays(date) + days);
}

/** How many days lie between `from` and `to`; negative when `to` comes first. */
export function daysBetween(from: WallDate, to: WallDate): number {
	return toDays(to) - toDays(from);
}

/** The day of the week, 0 for Sunday as in `Date.getDay`. */
export function weekday(date: WallDate): number {
	// 1970-01-01 was a Thursday.
	return (((toDays(date) + 4) % 7) + 7) % 7;
}

/** The day as a `Date` at midnight UTC: what `Intl` needs to write it in words with `timeZone: 'UTC'`. */
export function utcDate(date: WallDate): Date {
	return new Date(toDays(date) * MS_A_DAY);
}

/** Reckoning with days reads and writes the same few hundred of them, for thousands of people. */
const daysOfDate = new Map<WallDate, number>();
const dateOfDays = new Map<number, WallDate>();
const mostKept = 4096;

function toDays(date: WallDate): number {
	return kept(daysOfDate, date, readDays);
}

function fromDays(days: number): WallDate {
	return kept(dateOfDays, days, writeDays);
}

function readDays(date: WallDate): number {
	const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
	// Date.UTC takes the years 0 to 99 for 1900 to 1999.
	return new Date(0).setUTCFullYear(year, month - 1, day) / MS_A_DAY;
}

function writeDays(days: number): WallDate {
	const date = new Date(days * MS_A_DAY);
	return Number.isNaN(date.valueOf()) ? '' : date.toISOString().slice(0, 10);
}

/** What was computed before, or is now. What is kept is bounded: it begins anew when it is full. */
function kept<K, V>(known: Map<K, V>, key: K, compute: (key: K) => V): V {
	const found = known.get(key);
	if (found !== undefined) return found;
	if (known.size >= mostKept) known.clear();
	const value = compute(key);
	known.set(key, value);
	return value;
}

/** Making a formatter costs a hundred times as much as using one, so each zone keeps its own. */
function formatter(zone: string): Intl.DateTimeFormat {
	const kept = formatters.get(zone);
	if (kept !== undefined) return kept;
	const made = makeFormatter(zone);
	formatters.set(zone, made);
	return made;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
	const options: Intl.DateTimeFormatOptions = {
		calendar: 'gregory',
		numberingSystem: 'latn',
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit'
	};
	try {
		return new Intl.DateTimeFormat('en-GB', { ...options, timeZone });
	} catch {
		return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' });
	}
}
