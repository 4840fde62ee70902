/** What questions bring to Today. */
import type { WallDate } from '#lib/calendar/wall.ts';
import { m } from '#lib/paraglide/messages.js';

import { isAsked, type QuestionRow } from './queue.ts';

/** A question whose day has come; a candidate for a card of Today. */
export interface QuestionCandidate {
	readonly kind: 'question';
	readonly id: string;
	readonly contactId: string;
	readonly day: WallDate;
	readonly why: string;
	readonly act: { readonly label: string; readonly href: string };
}

/** The questions whose day has come, one for each person: the one that has waited longest. */
export function ripeQuestions(
	rows: readonly QuestionRow[],
	today: WallDate
): readonly QuestionCandidate[] {
	const ripe = rows
		.filter((row) => !isAsked(row) && row.fields.askAfter !== undefined)
		.filter(({ fields }) => (fields.askAfter ?? '') <= today)
		.toSorted((a, b) => compare(keyOf(a), keyOf(b)));
	const first = new Map<string, QuestionCandidate>();
	for (const { id, fields } of ripe) {
		const { contact, text = '', askAfter = today } = fields;
		if (contact === undefined || first.has(contact)) continue;
		first.set(contact, {
			kind: 'question',
			id: `question/${id}`,
			contactId: contact,
			day: askAfter,
			why: m.question_card_why({ text }),
			act: { label: m.question_card_act(), href: `/people/${contact}#questions` }
		});
	}
	return [...first.values()];
}

function keyOf({ id, fields }: QuestionRow): string {
	return `${fields.askAfter ?? ''} ${id}`;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
