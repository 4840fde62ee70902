/** What can be done with a goal. Each is done at once and can be taken back. */
import type { GoalPatch, Step } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import { patchOf, type GoalForm } from './form.ts';
import { sharersOf, type GoalRow, type Moved, type State } from './goals.ts';
import { stateWords } from './words.ts';

/** Where it is done. */
export interface Desk {
	readonly db: Pick<Database, 'newId' | 'put' | 'putAll' | 'remove' | 'restore'>;
	readonly toasts: Sayer;
}

/** Makes a goal. */
export function add({ db, toasts }: Desk, form: GoalForm): Promise<boolean> {
	const id = db.newId();
	return undoable(toasts, {
		text: m.goal_added(),
		run: () => db.put('goal', id, { ...patchOf(form), state: 'open' }),
		undo: () => db.remove('goal', id)
	});
}

/** Keeps what the sheet holds. */
export function save(desk: Desk, row: GoalRow, form: GoalForm): Promise<boolean> {
	const patch = patchOf(form, row);
	return put(desk, row, m.goal_saved(), patch, back(row, patch));
}

/** Says where it stands. */
export function setState(
	desk: Desk,
	row: GoalRow,
	state: Exclude<State, 'changed'>,
	today: WallDate
): Promise<boolean> {
	const patch = { state, stateOn: today };
	return put(desk, row, stateWords(state), patch, back(row, patch));
}

/** Puts another goal in its place: the old one stays, and says what it became. */
export function change(
	{ db, toasts }: Desk,
	row: GoalRow,
	text: string,
	today: WallDate
): Promise<boolean> {
	const id = db.newId();
	const contacts = sharersOf(row.fields);
	const { by = null } = row.fields;
	const form = { text, day: '', month: '', year: '', contacts };
	const old = { state: 'changed', stateOn: today, became: id };
	return undoable(toasts, {
		text: m.goal_changed_toast(),
		run: () =>
			db.putAll([
				{ op: 'put', collection: 'goal', id, patch: { ...patchOf(form), by, state: 'open' } },
				{ op: 'put', collection: 'goal', id: row.id, patch: old }
			]),
		undo: () =>
			db.putAll([
				{ op: 'delete', collection: 'goal', id },
				{ op: 'put', collection: 'goal', id: row.id, patch: back(row, old) }
			])
	});
}

/** Notes what moved it. */
export function move(desk: Desk, row: GoalRow, text: string, today: WallDate): Promise<boolean> {
	const id = desk.db.newId();
	const step = { text: text.trim(), on: today };
	return put(desk, row, m.goal_moved_toast(), moved(id, step), moved(id, null));
}

/** Takes away what was said to have moved it. */
export function unmove(desk: Desk, row: GoalRow, { id, ...step }: Moved): Promise<boolean> {
	return put(desk, row, m.goal_move_removed(), moved(id, null), moved(id, step));
}

/** Moves a goal to the trash. */
export function remove({ db, toasts }: Desk, { id }: GoalRow): Promise<boolean> {
	return undoable(toasts, {
		text: m.goal_removed(),
		run: () => db.remove('goal', id),
		undo: () => db.restore('goal', id)
	});
}

function moved(id: string, step: Step | null): GoalPatch {
	const patch: Readonly<Record<`moved/${string}`, Step | null>> = { [`moved/${id}`]: step };
	return patch;
}

function put(
	{ db, toasts }: Desk,
	{ id }: GoalRow,
	text: string,
	patch: GoalPatch,
	undo: GoalPatch
): Promise<boolean> {
	return undoable(toasts, {
		text,
		run: () => db.put('goal', id, patch),
		undo: () => db.put('goal', id, undo)
	});
}

/** The present values of what a patch changes. */
function back({ fields }: GoalRow, patch: GoalPatch): GoalPatch {
	const { text = null, by = null, state = null, stateOn = null, became = null } = fields;
	const plain: Readonly<Record<string, unknown>> = { text, by, state, stateOn, became };
	const was = (name: string) =>
		name.startsWith('contacts/') ? (fields.contacts?.[name.slice(9)] ?? null) : plain[name];
	return Object.fromEntries(Object.keys(patch).map((name) => [name, was(name)])) as GoalPatch;
}
