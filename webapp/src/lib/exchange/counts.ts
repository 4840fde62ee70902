/** Who asked and who helped, both ways, over twelve months. */
import { type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

import { dayOf, isGiven, isRecent, type ExchangeRow } from './balance.ts';

/** The two directions, as counts over a year. */
export interface Counts {
	readonly iAsked: number;
	readonly theyAsked: number;
	readonly iHelped: number;
	readonly theyHelped: number;
}

/** What passed between the user and one contact: exchanges with them, and everybody's needs. */
export interface Between {
	readonly contactId: string;
	readonly exchanges: readonly ExchangeRow[];
	readonly needs: readonly Row<'need'>[];
}

/** Counts asks and help. What the user only guessed that they need, they did not ask for. */
export function countsOf({ contactId, exchanges, needs }: Between, today: WallDate): Counts {
	const recent = needs.filter((need) => isRecent(askedOn(need), today));
	const helped = exchanges.filter((row) => isRecent(dayOf(row), today));
	const mine = helped.filter(({ fields }) => isGiven(fields)).length;
	return {
		iAsked: recent.filter((need) => isAskOf(need, contactId)).length,
		theyAsked: recent.filter(
			({ fields }) => fields.contact === contactId && fields.confidence !== 'guess'
		).length,
		iHelped: mine,
		theyHelped: helped.length - mine
	};
}

/** Whether a need is the user's own and they asked this contact. */
export function isAskOf({ fields }: Row<'need'>, contactId: string): boolean {
	return fields.contact === undefined && fields.askedOf === contactId;
}

/** When a need was asked for: the day it was made, as its id says; confirming it later is no new ask. */
function askedOn({ createdAt }: Row<'need'>): WallDate {
	return new Date(createdAt).toISOString().slice(0, 10);
}

/** Whether an ask would come before anything was ever given: their wants before mine. */
export function asksFirst(exchanges: readonly ExchangeRow[]): boolean {
	return !exchanges.some(({ fields }) => isGiven(fields));
}
