/**
 * When a reminder is due. The server computes the same in Go
 * (`internal/reminder`); both run `recurrence.json`, so change them together.
 *
 * Occurrence *k* is counted from the anchor, never from the one before: the
 * 31st stays the 31st after a February. Everything is arithmetic on the
 * anchor; nothing walks from occurrence to occurrence, however far they lie.
 */
import { addDays, daysBetween, isWallDate, isWallTime } from '#lib/calendar/wall.ts';
import { dayAt, instantOf, isZone } from './zone.ts';

/** What of a reminder says when it is due; the record of the collection has all of it. */
export interface ReminderFields {
	/** The anchor: `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`, as the wall shows it in `zone`. */
	readonly at?: string | null | undefined;
	/** An IANA name. */
	readonly zone?: string | null | undefined;
	/** Empty for a reminder that is due once. */
	readonly every?:
		{ readonly n?: number | undefined; readonly unit?: string | undefined } | null | undefined;
	/** The last day or minute on which an occurrence may fall. */
	readonly until?: string | null | undefined;
	/** Nothing is due before it; a day means that day at the usual hour. */
	readonly snoozedUntil?: string | null | undefined;
	/** Settled occurrences, by name. */
	readonly done?: Readonly<Record<string, unknown>> | null | undefined;
	/** Every occurrence up to it is settled. */
	readonly doneThrough?: string | null | undefined;
	readonly paused?: boolean | null | undefined;
}

/** What the space's setting says for reminders that do not say it themselves. */
export interface Defaults {
	/** The zone of reminders without one. UTC if missing. */
	readonly zone?: string | null | undefined;
	/** `HH:MM` at which reminders of a day are due. 09:00 if missing. */
	readonly digestAt?: string | null | undefined;
}

/** One firing of a reminder. */
export interface Occurrence {
	/** Its name, the key in `done`: the day or wall time as counted from the anchor, also if the clocks skip it. */
	readonly occurrence: string;
	readonly dueAt: Date;
}

/** The occurrence that waits for the user. */
export interface OpenOccurrence extends Occurrence {
	/** Whether its time has come. */
	readonly overdue: boolean;
}

/** The years that reminders live in. */
const FIRST_YEAR = 1900;
const LAST_DAY = '2200-12-31';

/** Instants before and after all of them, in every zone. */
const EARLIEST = Date.UTC(FIRST_YEAR - 1, 0);
const LATEST = Date.UTC(2202, 0);

/** The greatest `every.n`. */
const MOST_UNITS = 1000;

const DEFAULT_HOUR = '09:00';

/** A reminder's time, checked. */
interface Rule {
	/** The anchor's day. */
	readonly day: string;
	/** The anchor's `THH:MM`, empty for a reminder of a day. */
	readonly time: string;
	/** Days or months between occurrences; 0 for a reminder that is due once. */
	readonly step: number;
	readonly months: boolean;
	readonly zone: string;
	readonly hour: string;
	/** The number of the last occurrence, -1 if there is none. */
	readonly last: number;
}

/**
 * The occurrence that waits to be done: the latest one whose time has come,
 * else the first to come. Missed ones before it are settled by it. `undefined`
 * if nothing waits, or if the reminder is paused or not to be understood.
 */
export function nextOpen(
	reminder: ReminderFields,
	now: Date,
	defaults: Defaults = {}
): OpenOccurrence | undefined {
	const rule = ruleOf(reminder, defaults);
	if (rule === undefined || reminder.paused === true) return undefined;
	const snoozed = snoozeEnd(reminder, rule);
	const latest = latestBy(rule, Math.max(now.valueOf(), snoozed));
	const open =
		latest >= 0 && !isSettled(reminder, nameOf(rule, latest))
			? latest
			: firstUnsettled(reminder, rule, latest + 1);
	if (open > rule.last) return undefined;
	const due = Math.max(dueAt(rule, open), snoozed);
	return {
		occurrence: nameOf(rule, open),
		dueAt: new Date(due),
		overdue: due <= now.valueOf()
	};
}

/** The first occurrence due after `after`, whether or not it is settled or snoozed. */
export function occurrenceAfter(
	reminder: ReminderFields,
	after: Date,
	defaults: Defaults = {}
): Occurrence | undefined {
	const rule = ruleOf(reminder, defaults);
	return rule && occurrence(rule, latestBy(rule, after.valueOf()) + 1);
}

/** Occurrence number `k`, counted from 0 at the anchor. */
export function occurrenceAt(
	reminder: ReminderFields,
	k: number,
	defaults: Defaults = {}
): Occurrence | undefined {
	const rule = ruleOf(reminder, defaults);
	return rule && occurrence(rule, k);
}

/** Whether the user is finished with the occurrence of this name. */
export function isSettled(reminder: ReminderFields, name: string): boolean {
	const through = reminder.doneThrough;
	if (typeof through === 'string' && through !== '' && isUpTo(name, through)) return true;
	const done = reminder.done;
	if (done === null || done === undefined || !Object.hasOwn(done, name)) return false;
	const member = done[name];
	return member !== null && member !== undefined && member !== false;
}

/** Checks the fields that everything else is computed from. */
function ruleOf(reminder: ReminderFields, defaults: Defaults): Rule | undefined {
	const at = reminder.at ?? '';
	const every = reminder.every ?? undefined;
	const zone = reminder.zone || usualZone(defaults);
	if (!isDateOrTime(at) || Number(at.slice(0, 4)) < FIRST_YEAR || !isZone(zone)) return undefined;
	const step = every === undefined ? { step: 0, months: false } : stepOf(every);
	if (step === undefined) return undefined;
	const hour = usualHour(defaults);
	const endless = { day: at.slice(0, 10), time: at.slice(10), ...step, zone, hour, last: 0 };
	return { ...endless, last: lastOf(endless, reminder.until ?? '') };
}

function usualZone({ zone }: Defaults): string {
	return zone && isZone(zone) ? zone : 'UTC';
}

function usualHour({ digestAt }: Defaults): string {
	return `T${digestAt && /^([01]\d|2[0-3]):[0-5]\d$/.test(digestAt) ? digestAt : DEFAULT_HOUR}`;
}

function stepOf({ n = 0, unit }: NonNullable<ReminderFields['every']>) {
	if (!Number.isInteger(n) || n < 1 || n > MOST_UNITS) return undefined;
	switch (unit) {
		case 'day':
			return { step: n, months: false };
		case 'week':
			return { step: 7 * n, months: false };
		case 'month':
			return { step: n, months: true };
		case 'year':
			return { step: 12 * n, months: true };
		default:
			return undefined;
	}
}

function lastOf(rule: Rule, until: string): number {
	const last = isDateOrTime(until) && until < LAST_DAY ? until : LAST_DAY;
	return lastUpTo(rule, last);
}

/** The number of the last occurrence whose name is not after `limit`, -1 if all are. */
function lastUpTo(rule: Rule, limit: string): number {
	let k = rule.step === 0 ? 0 : stepsTo(rule, limit.slice(0, 10));
	// The day of the month, or the time of the day, may be after the limit's.
	while (k >= 0 && !isUpTo(nameOf(rule, k), limit)) k--;
	return Math.max(k, -1);
}

/** The number of the last occurrence due by `instant`, -1 if none is. */
function latestBy(rule: Rule, instant: number): number {
	const within = Math.min(Math.max(instant, EARLIEST), LATEST);
	const steps = rule.step === 0 ? 0 : stepsTo(rule, dayAt(within, rule.zone)) + 1;
	// One more than the day says, as clocks may have gone back over midnight; one or two less by the hour.
	let k = Math.min(steps, rule.last);
	while (k >= 0 && dueAt(rule, k) > instant) k--;
	return Math.max(k, -1);
}

/** How many whole steps lead from the anchor's day, or its month, to `day`. */
function stepsTo(rule: Rule, day: string): number {
	const units = rule.months ? monthOf(day) - monthOf(rule.day) : daysBetween(rule.day, day);
	return Math.floor(units / rule.step);
}

/** The number of the first occurrence from `k` on that is not settled; it may be past the last. */
function firstUnsettled(reminder: ReminderFields, rule: Rule, k: number): number {
	const through = reminder.doneThrough ?? '';
	let first = isDateOrTime(through) ? Math.max(k, lastUpTo(rule, through) + 1) : k;
	// Each turn meets another member of done, of which there are at most a thousand.
	while (first <= rule.last && isSettled(reminder, nameOf(rule, first))) first++;
	return first;
}

function occurrence(rule: Rule, k: number): Occurrence | undefined {
	if (!Number.isInteger(k) || k < 0 || k > rule.last) return undefined;
	return { occurrence: nameOf(rule, k), dueAt: new Date(dueAt(rule, k)) };
}

/** The day or wall time of occurrence `k`, which must not be negative. */
function nameOf(rule: Rule, k: number): string {
	if (!rule.months) return addDays(rule.day, k * rule.step) + rule.time;
	const month = monthOf(rule.day) + k * rule.step;
	const first = `${digits(Math.floor(month / 12), 4)}-${digits((month % 12) + 1, 2)}`;
	const day = Math.min(Number(rule.day.slice(8)), daysIn(month));
	return `${first}-${digits(day, 2)}${rule.time}`;
}

function dueAt(rule: Rule, k: number): number {
	const name = nameOf(rule, k);
	return instantOf(rule.time === '' ? name + rule.hour : name, rule.zone);
}

/** When the snooze ends, in milliseconds; before everything if there is none. */
function snoozeEnd(reminder: ReminderFields, rule: Rule): number {
	const until = reminder.snoozedUntil ?? '';
	if (!isDateOrTime(until)) return -Infinity;
	return instantOf(until.length === 10 ? until + rule.hour : until, rule.zone);
}

/** Whether `name` is not after `limit`; a limit that is a day takes in the whole day. */
function isUpTo(name: string, limit: string): boolean {
	const length = Math.min(name.length, limit.length);
	return name.slice(0, length) <= limit.slice(0, length);
}

function isDateOrTime(text: string): boolean {
	return isWallDate(text) || isWallTime(text);
}

/** Months since the beginning of year 0. */
function monthOf(day: string): number {
	return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

/** How many days the month has that `monthOf` numbers so. */
function daysIn(month: number): number {
	return new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).getUTCDate();
}

function digits(value: number, width: number): string {
	return String(value).padStart(width, '0');
}
