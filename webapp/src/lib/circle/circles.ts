/** The circles as a list: their order, who is in them, and what is written when they change. */
import type { CirclePatch } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change, Row } from '#lib/db/types.ts';

import { spread } from './cadence.ts';
import { backlog, type Known } from './candidates.ts';

/** Circles in their order; those of the same place by their ids, on every device alike. */
export function inOrder(rows: readonly Row<'circle'>[]): readonly Row<'circle'>[] {
	return rows.toSorted(
		(a, b) => (a.fields.pos ?? 0) - (b.fields.pos ?? 0) || (a.id < b.id ? -1 : 1)
	);
}

/** What moving a circle by one place writes: it and its neighbour change places. */
export function moved(
	sorted: readonly Row<'circle'>[],
	index: number,
	by: -1 | 1
): readonly Change[] {
	const order = [...sorted];
	const [row] = order.splice(index, 1);
	if (row === undefined) return [];
	order.splice(index + by, 0, row);
	return order.flatMap(({ id, fields }, pos): Change[] =>
		fields.pos === pos ? [] : [{ op: 'put', collection: 'circle', id, patch: { pos } }]
	);
}

/** What a form of a circle holds, as typed. */
export interface CircleForm {
	name: string;
	idealDays: string;
	latestDays: string;
	cap: string;
}

/** Which fields of a form cannot be saved, and why. */
export type CircleProblems = ReadonlyMap<
	keyof CircleForm,
	'required' | 'not-days' | 'before-ideal'
>;

/** The form of a circle, or of a new one. */
export function formOf(fields: Row<'circle'>['fields'] = {}): CircleForm {
	const text = (value: number | undefined) => (value === undefined ? '' : String(value));
	return {
		name: fields.name ?? '',
		idealDays: text(fields.idealDays),
		latestDays: text(fields.latestDays),
		cap: text(fields.cap)
	};
}

/** What is wrong with a form. */
export function problemsOf({ name, idealDays, latestDays, cap }: CircleForm): CircleProblems {
	const found = new Map<keyof CircleForm, 'required' | 'not-days' | 'before-ideal'>();
	const isDays = (text: string) => text.trim() === '' || /^[1-9]\d{0,4}$/.test(text.trim());
	if (name.trim() === '') found.set('name', 'required');
	if (!isDays(idealDays)) found.set('idealDays', 'not-days');
	if (!isDays(latestDays)) found.set('latestDays', 'not-days');
	else if (latestDays.trim() !== '' && Number(latestDays) < Number(idealDays))
		found.set('latestDays', 'before-ideal');
	if (!isDays(cap)) found.set('cap', 'not-days');
	return found;
}

/** What saving a form writes. */
export function patchOf({ name, idealDays, latestDays, cap }: CircleForm): CirclePatch {
	const number = (text: string) => (text.trim() === '' ? null : Number(text));
	return {
		name: name.trim(),
		idealDays: number(idealDays),
		latestDays: number(latestDays),
		cap: number(cap)
	};
}

/** Three circles to begin with, as most people who keep many relationships end up with. */
export const usual = [
	{ idealDays: 30, latestDays: 45, cap: 15 },
	{ idealDays: 90, latestDays: 120, cap: 50 },
	{ idealDays: 180, latestDays: 270, cap: 100 }
] as const;

/**
 * What a fresh start writes: everybody who waits gets a day, the most urgent
 * first, so that no week asks for more than there is room for. Nobody is
 * dropped, and nothing is said of what was missed.
 */
export function freshStart(
	people: readonly Known[],
	circles: ReadonlyMap<string, Row<'circle'>['fields']>,
	perWeek: number | undefined,
	today: WallDate
): {
	readonly changes: readonly Change[];
	readonly undo: readonly Change[];
	readonly last: WallDate;
} {
	const waiting = backlog(people, circles, today);
	const days = spread(waiting.length, perWeek, today);
	const before = new Map(people.map(({ id, person }) => [id, person.snoozedUntil ?? null]));
	const put = (id: string, snoozedUntil: WallDate | null): Change => ({
		op: 'put',
		collection: 'contact',
		id,
		patch: { snoozedUntil }
	});
	const later = waiting.flatMap(({ contactId }, i) => {
		const day = days[i] ?? today;
		return day > today ? [{ contactId, day }] : [];
	});
	return {
		changes: later.map(({ contactId, day }) => put(contactId, day)),
		undo: later.map(({ contactId }) => put(contactId, before.get(contactId) ?? null)),
		last: days.at(-1) ?? today
	};
}
