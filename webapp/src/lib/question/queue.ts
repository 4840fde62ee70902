/** The questions for somebody, in the order in which they are worth asking. */
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** A question as the screen shows it. */
export type QuestionRow = Row<'question'>;

/** Questions by where they stand. */
export interface Queue {
	/** To be asked at the next occasion: their day has come, or they have none. */
	readonly ripe: readonly QuestionRow[];
	/** Their day is yet to come, the next one first. */
	readonly later: readonly QuestionRow[];
	/** Asked, the newest first. */
	readonly asked: readonly QuestionRow[];
}

/** Sorts questions; those whose day came first are asked first, those without a day last. */
export function queueOf(rows: readonly QuestionRow[], today: WallDate): Queue {
	const open = rows.filter((row) => !isAsked(row)).toSorted(byDay);
	return {
		ripe: open.filter(({ fields }) => (fields.askAfter ?? '') <= today),
		later: open.filter(({ fields }) => (fields.askAfter ?? '') > today),
		asked: rows.filter(isAsked).toSorted((a, b) => compare(b.id, a.id))
	};
}

/** Whether it was asked, with an answer or without. */
export function isAsked({ fields }: QuestionRow): boolean {
	return fields.askedIn !== undefined || (fields.answer ?? '') !== '';
}

function byDay(a: QuestionRow, b: QuestionRow): number {
	const none = '9999';
	return compare(a.fields.askAfter ?? none, b.fields.askAfter ?? none) || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
