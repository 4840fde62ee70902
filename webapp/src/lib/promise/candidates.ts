/** What promises bring to Today. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import { dayWords } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import type { PromiseRow } from './ledger.ts';
import { nudgeState } from './nudge.ts';
import { dueDay, isMine, isOpen } from './standing.ts';
import type { Reader } from './words.ts';

/** A promise that asks for attention: the user's own that comes due, or theirs that is late; a candidate for a card of Today. */
export interface PromiseCandidate {
	readonly kind: 'promise' | 'their-promise';
	readonly id: string;
	readonly contactId: string | undefined;
	/** When it is due. */
	readonly day: WallDate;
	readonly why: string;
	readonly late: boolean;
	readonly act: { readonly label: string; readonly href: string };
}

/** How many days before it is due a promise of the user comes to Today. */
const AHEAD = 3;

/** The promises that ask for attention today: mine within three days or overdue, theirs a day after they were due. */
export function duePromises(
	rows: readonly PromiseRow[],
	reader: Reader
): readonly PromiseCandidate[] {
	const until = addDays(reader.today, AHEAD);
	return rows.flatMap((row) => {
		const { fields } = row;
		const due = dueDay(fields);
		if (due === undefined || !isOpen(fields)) return [];
		if (isMine(fields)) return due > until ? [] : mine(row, due, reader);
		return nudgeState(fields, reader.today).kind === 'ready' ? theirs(row, due, reader) : [];
	});
}

function mine({ id, fields }: PromiseRow, day: WallDate, reader: Reader) {
	const { text = '' } = fields;
	const late = day < reader.today;
	const when = dayWords(day, reader.today, reader.locale);
	return {
		kind: 'promise',
		id: `promise/${id}`,
		contactId: fields.contact,
		day,
		late,
		why: late ? m.promise_card_late({ text, when }) : m.promise_card_mine({ text, when }),
		act: { label: m.promise_card_act(), href: `/promises/${id}` }
	} as const;
}

function theirs({ id, fields }: PromiseRow, day: WallDate, reader: Reader) {
	const when = dayWords(day, reader.today, reader.locale);
	return {
		kind: 'their-promise',
		id: `their-promise/${id}`,
		contactId: fields.contact,
		day,
		late: false,
		why: m.promise_card_theirs({ text: fields.text ?? '', when }),
		act: { label: m.promise_nudge(), href: `/promises/${id}?nudge` }
	} as const;
}
