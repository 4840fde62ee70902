/** What letters bring to Today. */
import { addDays, wallDate, type WallDate } from '#lib/calendar/wall.ts';
import { m } from '#lib/paraglide/messages.js';

import { stateOf, type LetterRow } from './letters.ts';
import { reasonWords } from './words.ts';

/** A letter that waits for somebody to do something; a candidate for a card of Today. */
export interface LetterCandidate {
	readonly kind: 'letter';
	readonly id: string;
	readonly contactId: string | undefined;
	/** The day from which on it waits. */
	readonly day: WallDate;
	readonly why: string;
	readonly act: { readonly label: string; readonly href: string };
}

/** An idea may ripen so many days, a written letter lie so long, and a posted one take so long. */
const patience = { idea: 3, written: 3, posted: 10 } as const;

/** The letters to write, to post and to ask about, each once and never before its time. */
export function ripeLetters(
	rows: readonly LetterRow[],
	{ today, zone }: { readonly today: WallDate; readonly zone: string }
): readonly LetterCandidate[] {
	return rows.flatMap((row) => {
		const { fields, createdAt } = row;
		const thought = wallDate(new Date(createdAt), zone);
		switch (stateOf(fields)) {
			case 'idea':
				return ripe(row, addDays(thought, patience.idea), today, {
					why: m.letter_card_idea({ reason: reasonWords(fields.reason) }),
					label: m.letter_card_write()
				});
			case 'written':
				return ripe(row, addDays(fields.writtenOn ?? thought, patience.written), today, {
					why: m.letter_card_written(),
					label: m.letter_card_post()
				});
			case 'posted':
				return ripe(row, addDays(fields.postedOn ?? thought, patience.posted), today, {
					why: m.letter_card_posted(),
					label: m.letter_card_ask()
				});
			case 'arrived':
				return [];
		}
	});
}

function ripe(
	{ id, fields }: LetterRow,
	day: WallDate,
	today: WallDate,
	{ why, label }: { readonly why: string; readonly label: string }
): readonly LetterCandidate[] {
	if (day > today) return [];
	const act = { label, href: `/letters/${id}` };
	return [{ kind: 'letter', id: `letter/${id}`, contactId: fields.contact, day, why, act }];
}
