/** What can be done with a letter; each says what it did and can be taken back. */
import type { Address, InteractionPatch, LetterPatch } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change, Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { attempt, undoable, type Sayer } from '#lib/undo/undo.ts';

import { stateOf, type LetterRow, type LetterState } from './letters.ts';
import { reasonWords } from './words.ts';

/** What the actions work on. */
export interface Desk {
	readonly db: Pick<Database, 'put' | 'putAll' | 'newId'>;
	readonly toasts: Sayer;
}

/** What somebody decides of a letter before a word of it is written. */
export interface Beginning {
	readonly contact: string;
	readonly reason: string;
}

/** Begins a letter, and resolves to its id, or to nothing if it could not be saved. */
export async function begin(
	desk: Desk,
	{ contact, reason }: Beginning
): Promise<string | undefined> {
	const id = desk.db.newId();
	const saved = await attempt(desk.toasts, () =>
		desk.db.put('letter', id, { contact, reason, state: 'idea' })
	);
	return saved ? id : undefined;
}

/** Changes what a letter is about or where it goes; says so only if that fails. */
export function change(desk: Desk, { id }: LetterRow, patch: LetterPatch): Promise<boolean> {
	return attempt(desk.toasts, () => desk.db.put('letter', id, patch));
}

/** The text is as it should be; it wants an envelope. */
export function finish(desk: Desk, row: LetterRow, today: WallDate): Promise<boolean> {
	return step(desk, [row], m.letter_written_toast(), () => ({
		state: 'written',
		writtenOn: today
	}));
}

/**
 * They are on their way. A letter is a touch, so each makes an interaction with the one it goes to;
 * taking it back takes that along.
 */
export function post(desk: Desk, rows: readonly LetterRow[], today: WallDate): Promise<boolean> {
	const made = new Map(rows.map(({ id }) => [id, desk.db.newId()]));
	const touches = rows.flatMap(({ id, fields: { contact, reason } }): readonly Change[] => {
		const touch = made.get(id);
		if (contact === undefined || touch === undefined) return [];
		const withThem = { [`contacts/${contact}`]: true } as const;
		const how = { at: today, kind: 'letter', direction: 'out', body: reasonWords(reason) } as const;
		const patch: InteractionPatch = { ...withThem, ...how };
		return [{ op: 'put', collection: 'interaction', id: touch, patch }];
	});
	return step(
		desk,
		rows,
		m.letter_posted_toast({ count: rows.length }),
		({ id, fields }) => ({
			state: 'posted',
			postedOn: today,
			...(fields.contact !== undefined && { interaction: made.get(id) ?? null })
		}),
		touches
	);
}

/** They have it. */
export function arrive(desk: Desk, row: LetterRow): Promise<boolean> {
	return step(desk, [row], m.letter_arrived_toast(), () => ({ state: 'arrived' }));
}

/** Goes one step back, and takes along what that step made. */
export function back(desk: Desk, row: LetterRow): Promise<boolean> {
	const { interaction, exchange } = row.fields;
	switch (stateOf(row.fields)) {
		case 'idea':
			return Promise.resolve(false);
		case 'written':
			return step(desk, [row], m.letter_back_toast(), () => ({ state: 'idea', writtenOn: null }));
		case 'posted':
			return step(
				desk,
				[row],
				m.letter_back_toast(),
				() => ({ state: 'written', postedOn: null, interaction: null, exchange: null }),
				[
					...(interaction === undefined ? [] : [gone('interaction', interaction)]),
					...(exchange === undefined ? [] : [gone('exchange', exchange)])
				]
			);
		case 'arrived':
			return step(desk, [row], m.letter_back_toast(), () => ({ state: 'posted' }));
	}
}

/** Counts a letter as something given. */
export function countAsGiven(desk: Desk, row: LetterRow, today: WallDate): Promise<boolean> {
	const { contact, reason, postedOn = today } = row.fields;
	if (contact === undefined) return Promise.resolve(false);
	const exchange = desk.db.newId();
	const patch = {
		contact,
		direction: 'gave',
		kind: 'letter',
		size: 's',
		text: reasonWords(reason),
		on: postedOn
	} as const;
	return step(desk, [row], m.letter_given_toast(), () => ({ exchange }), [
		{ op: 'put', collection: 'exchange', id: exchange, patch }
	]);
}

/** They spoke of it when one was in touch. */
export function mention(desk: Desk, row: LetterRow, interaction: string): Promise<boolean> {
	return step(desk, [row], m.letter_mentioned_toast(), () => ({
		mentionedIn: interaction,
		state: 'arrived'
	}));
}

/** One of the contact's addresses still holds. */
export function confirm(
	{ db, toasts }: Desk,
	{
		contact,
		key,
		before,
		today
	}: {
		readonly contact: string;
		readonly key: string;
		/** The address as it stands. */
		readonly before: Address;
		readonly today: WallDate;
	}
): Promise<boolean> {
	const put = (value: Address) => {
		const patch: Readonly<Record<`addresses/${string}`, Address>> = { [`addresses/${key}`]: value };
		return db.put('contact', contact, patch);
	};
	return undoable(toasts, {
		text: m.letter_confirmed_toast(),
		run: () => put({ ...before, confirmedOn: today }),
		undo: () => put(before)
	});
}

/** Moves a letter to the trash. */
export function remove({ db, toasts }: Desk, { id }: LetterRow): Promise<boolean> {
	const put = (op: 'delete' | 'restore') => db.putAll([{ op, collection: 'letter', id }]);
	return undoable(toasts, {
		text: m.letter_deleted_toast(),
		run: () => put('delete'),
		undo: () => put('restore')
	});
}

function gone(collection: 'interaction' | 'exchange', id: string): Change {
	return { op: 'delete', collection, id };
}

/** The change that takes another one back. */
function reversed(change: Change): Change {
	return {
		op: change.op === 'delete' ? 'restore' : 'delete',
		collection: change.collection,
		id: change.id
	};
}

/** Takes letters to another state in one transaction, with what goes along. */
function step(
	{ db, toasts }: Desk,
	rows: readonly LetterRow[],
	text: string,
	patchOf: (row: LetterRow) => LetterPatch & { readonly state?: LetterState },
	also: readonly Change[] = []
): Promise<boolean> {
	const put = (row: LetterRow, patch: LetterPatch): Change => ({
		op: 'put',
		collection: 'letter',
		id: row.id,
		patch
	});
	const before = (row: LetterRow): LetterPatch =>
		Object.fromEntries(
			Object.keys(patchOf(row)).map((name) => [
				name,
				row.fields[name as keyof LetterRow['fields']] ?? null
			])
		);
	return undoable(toasts, {
		text,
		run: () => db.putAll([...rows.map((row) => put(row, patchOf(row))), ...also]),
		undo: () => db.putAll([...rows.map((row) => put(row, before(row))), ...also.map(reversed)])
	});
}
