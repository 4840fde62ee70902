/** A reminder as the sheet holds it, and what saving it changes. */
import { collections, type Reminder, type ReminderPatch } from '#lib/api/collections.gen.ts';
import { addDays, isWallDate, wallDate } from '#lib/calendar/wall.ts';

import { occurrenceAfter, type Defaults } from './recurrence.ts';

/** The units in which a reminder repeats. */
export const units = collections.reminder.every.members.unit.enum;

export type Unit = (typeof units)[number];

/** A reminder as the sheet holds it. */
export interface ReminderForm {
	title: string;
	/** Id of the person, or empty. */
	contact: string;
	/** `YYYY-MM-DD`. */
	date: string;
	/** `HH:MM`, or empty for a reminder of the whole day. */
	time: string;
	zone: string;
	repeats: boolean;
	/** As typed. */
	n: string;
	unit: Unit;
	/** `YYYY-MM-DD`, or empty for no end. */
	until: string;
	notify: boolean;
}

/** Why the sheet cannot be saved, by field. */
export type Problems = Partial<
	Record<
		'title' | 'date' | 'n' | 'until',
		'required' | 'too-long' | 'not-a-date' | 'not-a-number' | 'before-start'
	>
>;

/** The sheet for a reminder that is not there yet: tomorrow, once. */
export function newForm(now: Date, zone: string, contact = ''): ReminderForm {
	return {
		title: '',
		contact,
		date: addDays(wallDate(now, zone), 1),
		time: '',
		zone,
		repeats: false,
		n: '1',
		unit: 'month',
		until: '',
		notify: true
	};
}

/** The sheet for a reminder that is there. `zone` stands in where the reminder has none. */
export function formOf(reminder: Reminder, zone: string): ReminderForm {
	const { at = '', every, until = '' } = reminder;
	return {
		title: reminder.title ?? '',
		contact: reminder.contact ?? '',
		date: at.slice(0, 10),
		time: at.slice(11),
		zone: reminder.zone ?? zone,
		repeats: every !== undefined,
		n: String(every?.n ?? 1),
		unit: every?.unit ?? 'month',
		until: until.slice(0, 10),
		notify: reminder.notify !== false
	};
}

/** What is wrong; empty when the sheet can be saved. */
export function check(form: ReminderForm): Problems {
	const { title, every } = collections.reminder;
	const problems: Problems = {};
	if (form.title.trim() === '') problems.title = 'required';
	if (Array.from(form.title.trim()).length > title.maxLength) problems.title = 'too-long';
	if (!isWallDate(form.date)) problems.date = 'not-a-date';
	if (!form.repeats) return problems;
	const { minimum, maximum } = every.members.n;
	const n = Number(form.n);
	if (!Number.isInteger(n) || n < minimum || n > maximum) problems.n = 'not-a-number';
	if (form.until !== '' && form.until < form.date) problems.until = 'before-start';
	return problems;
}

/**
 * What changed since `before` (nothing for a new reminder). A reminder that is
 * put on another day is no longer snoozed: the new day is what was meant.
 */
export function patchOf(before: Reminder, form: ReminderForm): ReminderPatch {
	const after = fieldsOf(form);
	const old = fieldsOf(formOf(before, form.zone));
	const isNew = before.at === undefined;
	const changed = entries(after).filter(([field, value]) => isNew || !same(value, old[field]));
	const moved = changed.some(([field]) => field === 'at' || field === 'every');
	const unsnoozed = moved && before.snoozedUntil !== undefined ? { snoozedUntil: null } : {};
	return {
		...Object.fromEntries(changed.filter(([, value]) => !isNew || value !== null)),
		...unsnoozed
	};
}

/** The first occurrences from now on that the sheet would give, as wall times or days; at most `count`. */
export function preview(
	form: ReminderForm,
	now: Date,
	count: number,
	defaults?: Defaults
): readonly string[] {
	if (Object.keys(check({ ...form, title: '-' })).length > 0) return [];
	const { at, zone, every, until } = fieldsOf(form);
	const found: string[] = [];
	let after = now;
	while (found.length < count) {
		const next = occurrenceAfter({ at, zone, every, until }, after, defaults);
		if (next === undefined) break;
		found.push(next.occurrence);
		after = next.dueAt;
	}
	return found;
}

type Fields = Required<
	Pick<ReminderPatch, 'title' | 'contact' | 'at' | 'zone' | 'until' | 'notify'>
> & {
	readonly every: { readonly n: number; readonly unit: Unit } | null;
};

function fieldsOf(form: ReminderForm): Fields {
	return {
		title: form.title.trim(),
		contact: form.contact === '' ? null : form.contact,
		at: form.time === '' ? form.date : `${form.date}T${form.time}`,
		zone: form.zone,
		every: form.repeats ? { n: Number(form.n), unit: form.unit } : null,
		until: form.repeats && form.until !== '' ? form.until : null,
		// Only a "no" is written down: reminders tell unless they are told not to.
		notify: form.notify ? null : false
	};
}

function entries(fields: Fields): readonly [keyof Fields, Fields[keyof Fields]][] {
	const names = ['title', 'contact', 'at', 'zone', 'every', 'until', 'notify'] as const;
	return names.map((name) => [name, fields[name]]);
}

function same(a: Fields[keyof Fields], b: Fields[keyof Fields]): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}
