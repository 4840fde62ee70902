/** What the ledger brings to Today: what runs only one way, and once a quarter the question whether it would go on. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Timing } from '#lib/db/types.ts';

import { dayOf, isRecent, oneWay, type ExchangeRow } from './balance.ts';

/** A candidate for a card of Today. */
export interface LedgerCandidate {
	readonly kind: 'ledger';
	readonly id: string;
	readonly contactId: string;
	readonly day: WallDate;
	readonly why: string;
	readonly act: { readonly label: string; readonly href: string };
}

/** Somebody, as far as the cards care. */
interface Known {
	readonly id: string;
	readonly fields: Timing;
}

/** After so many days one-way giving is history and no longer news. */
const NEWS = 60;

/** Days between two times of asking oneself. */
export const QUARTER = 91;

/** From so many exchanges in a year on, the quarterly question means something. */
const ENOUGH = 3;

/** What the ledger has to say about the people who are here. Where nobody counts it is silent. */
export function ledgerCards(
	exchanges: readonly ExchangeRow[],
	people: readonly Known[],
	today: WallDate
): readonly LedgerCandidate[] {
	const counted = people.filter(({ fields }) => fields.communal !== true);
	const of = Map.groupBy(exchanges, ({ fields }) => fields.contact);
	const known = counted.flatMap((person) => {
		const rows = of.get(person.id);
		return rows === undefined ? [] : [{ person, rows }];
	});
	const ways = known.flatMap(({ person, rows }) => wayCard(person.id, rows, today) ?? []);
	// One question at a time: the one that was not asked for longest.
	const [asked] = known
		.filter(({ person, rows }) => isTimeToAsk(person.fields, rows, today))
		.sort((a, b) => compare(askedKey(a.person), askedKey(b.person)));
	return asked === undefined ? ways : [...ways, questionCard(asked.person.id, today)];
}

/** Whether it is time to ask oneself again. */
export function isTimeToAsk(
	{ wouldGoOnAsked = '', communal = false }: Timing,
	rows: readonly ExchangeRow[],
	today: WallDate
): boolean {
	if (communal || wouldGoOnAsked > addDays(today, -QUARTER)) return false;
	return rows.filter((row) => isRecent(dayOf(row), today)).length >= ENOUGH;
}

function wayCard(
	contactId: string,
	rows: readonly ExchangeRow[],
	today: WallDate
): LedgerCandidate | undefined {
	const way = oneWay(rows, today);
	if (way === undefined || dayOf(way.newest) < addDays(today, -NEWS)) return undefined;
	const takes = way.kind === 'take';
	return {
		kind: 'ledger',
		id: `ledger/${contactId}/${way.kind}/${way.newest.id}`,
		contactId,
		day: dayOf(way.newest),
		why: takes ? m.exchange_card_take() : m.exchange_card_give(),
		act: {
			label: takes ? m.exchange_card_take_act() : m.exchange_card_give_act(),
			href: `/people/${contactId}/exchange`
		}
	};
}

function questionCard(contactId: string, today: WallDate): LedgerCandidate {
	return {
		kind: 'ledger',
		id: `ledger/${contactId}/question`,
		contactId,
		day: today,
		why: m.exchange_card_question(),
		act: { label: m.exchange_card_question_act(), href: `/people/${contactId}/exchange` }
	};
}

function askedKey({ id, fields }: Known): string {
	return `${fields.wouldGoOnAsked ?? ''}/${id}`;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
