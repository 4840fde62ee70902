/** What a card shows of the person it is about. */
import type { Contact } from '#lib/api/collections.gen.ts';
import type { Reader } from '#lib/db/live.svelte.ts';
import type { Row } from '#lib/db/types.ts';
import { withoutMarks } from '#lib/interaction/prose.ts';

import type { Card } from './engine.ts';

/** A card with what it needs to be drawn. */
export interface Detailed {
	readonly card: Card;
	readonly contact: Contact | undefined;
	/** The newest note about them that may be shown. */
	readonly said: string | undefined;
}

/** All that stands on Today. */
export interface Shown {
	readonly detailed: readonly Detailed[];
	/** How many reminders are due beyond the cards. */
	readonly waiting: number;
	/** Whether there is nobody yet, and nothing. */
	readonly isNew: boolean;
}

/** What was last is among the newest. */
const RECENT = 3;

/** Looks up who the cards are about and what was last written; a person who is gone is nobody. */
export async function detailsOf(
	db: Pick<Reader, 'get' | 'about'>,
	cards: readonly Card[]
): Promise<readonly Detailed[]> {
	return Promise.all(
		cards.map(async (card) => {
			const { contactId } = card.lead;
			if (contactId === undefined) return { card, contact: undefined, said: undefined };
			const [row, notes, interactions] = await Promise.all([
				db.get('contact', contactId),
				db.about('note', contactId, RECENT),
				db.about('interaction', contactId, RECENT)
			]);
			if (row === undefined || row.deleted) return { card, contact: undefined, said: undefined };
			return { card, contact: row.fields, said: lastSaid(notes, interactions) };
		})
	);
}

/** What was written last and may be shown: confidential notes stay on the page of the person, for others may look at Today too. */
function lastSaid(
	notes: readonly Row<'note'>[],
	interactions: readonly Row<'interaction'>[]
): string | undefined {
	const said = [
		...notes.filter(({ fields }) => fields.confidential !== true),
		...interactions.filter(({ fields }) => fields.planned !== true)
	].filter(({ fields }) => fields.body !== undefined);
	const [newest] = said.sort((a, b) => (keyOf(a) > keyOf(b) ? -1 : 1));
	return newest?.fields.body && withoutMarks(newest.fields.body);
}

function keyOf({ id, createdAt, fields }: Row<'note'> | Row<'interaction'>): string {
	return `${fields.at ?? new Date(createdAt).toISOString()} ${id}`;
}
