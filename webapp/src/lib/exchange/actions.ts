/** What can be done with the ledger; each says what it did and can be taken back. */
import type { ContactPatch } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Database, Row } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import type { ExchangeRow } from './balance.ts';
import { kindWords, thoughtWords } from './words.ts';

/** What the actions work on. */
export interface Desk {
	readonly db: Pick<Database, 'put' | 'remove' | 'restore'>;
	readonly toasts: Sayer;
}

/** What the user thinks: would it go on? */
export type Answer = 'yes' | 'unsure' | 'no';

/** Moves an exchange to the trash. */
export function remove({ db, toasts }: Desk, row: ExchangeRow): Promise<boolean> {
	return undoable(toasts, {
		text: m.exchange_deleted_toast({ text: titleOf(row) }),
		run: () => db.remove('exchange', row.id),
		undo: () => db.restore('exchange', row.id)
	});
}

/** Notes how something that was given landed. */
export function land({ db, toasts }: Desk, row: ExchangeRow, landed: number): Promise<boolean> {
	const { landed: before = null } = row.fields;
	return undoable(toasts, {
		text: m.exchange_saved_toast(),
		run: () => db.put('exchange', row.id, { landed }),
		undo: () => db.put('exchange', row.id, { landed: before })
	});
}

/** Settles an ask of the user's own: they helped. */
export function settleAsk({ db, toasts }: Desk, row: Row<'need'>): Promise<boolean> {
	const { state: before = 'open' } = row.fields;
	return undoable(toasts, {
		text: m.exchange_ask_closed_toast(),
		run: () => db.put('need', row.id, { state: 'met' }),
		undo: () => db.put('need', row.id, { state: before })
	});
}

/** Hides the ledger where nobody counts, or shows it again. */
export function setCommunal(desk: Desk, row: Row<'contact'>, communal: boolean): Promise<boolean> {
	return put(desk, row, m.exchange_saved_toast(), { communal });
}

/** Keeps the answer to the quarterly question. */
export function answer(
	desk: Desk,
	row: Row<'contact'>,
	wouldGoOn: Answer,
	today: WallDate
): Promise<boolean> {
	return put(desk, row, thoughtWords(wouldGoOn), { wouldGoOn, wouldGoOnAsked: today });
}

/** What an exchange is called where it must be called something. */
export function titleOf({ fields }: ExchangeRow): string {
	const text = fields.text?.trim() ?? '';
	return text === '' ? kindWords(fields.kind ?? 'other') : text;
}

function put(
	{ db, toasts }: Desk,
	row: Row<'contact'>,
	text: string,
	patch: Pick<ContactPatch, 'communal' | 'wouldGoOn' | 'wouldGoOnAsked'>
): Promise<boolean> {
	const { communal = null, wouldGoOn = null, wouldGoOnAsked = null } = row.fields;
	const before = { communal, wouldGoOn, wouldGoOnAsked };
	const back = Object.fromEntries(
		Object.entries(before).filter(([name]) => name in patch)
	) as typeof patch;
	return undoable(toasts, {
		text,
		run: () => db.put('contact', row.id, patch),
		undo: () => db.put('contact', row.id, back)
	});
}
