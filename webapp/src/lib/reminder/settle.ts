/** What Done and Snooze write: the same mutation from the app and from the service worker. */
import type { ReminderPatch } from '#lib/api/collections.gen.ts';
import { addDays } from '#lib/calendar/wall.ts';
import type { Defaults, ReminderFields } from './recurrence.ts';
import { dayAt } from './zone.ts';

/** How many settled occurrences a reminder keeps by name before the older ones become one date. */
const KEPT = 100;

/**
 * Settles an occurrence. A snooze ends with it, or it would swallow the next
 * occurrence. {@link undonePatch} takes it back.
 */
export function donePatch(reminder: ReminderFields, occurrence: string): ReminderPatch {
	const snooze = reminder.snoozedUntil ? { snoozedUntil: null } : {};
	return { [`done/${occurrence}`]: true, ...snooze, ...pruned(reminder) };
}

/** Opens an occurrence again that was settled by {@link donePatch}. */
export function undonePatch(occurrence: string): ReminderPatch {
	return { [`done/${occurrence}`]: null };
}

/**
 * Puts the reminder off for some days from today: to the hour of the reminder,
 * or to a whole day if it has none.
 */
export function snoozePatch(
	reminder: ReminderFields,
	days: number,
	now: Date,
	defaults: Defaults = {}
): ReminderPatch {
	const day = addDays(dayAt(now.valueOf(), reminder.zone || defaults.zone || 'UTC'), days);
	return { snoozedUntil: day + (reminder.at ?? '').slice(10) };
}

/** Keeps `done` from growing for ever; `doneThrough` cannot be taken back, so the newest stay as they are. */
function pruned({ done, doneThrough }: ReminderFields): ReminderPatch {
	const names = Object.keys(done ?? {}).sort();
	if (names.length < KEPT) return {};
	const old = names.slice(0, names.length / 2);
	const through = [...old, doneThrough ?? ''].sort().at(-1) ?? '';
	return { doneThrough: through, ...Object.fromEntries(old.map((name) => [`done/${name}`, null])) };
}
