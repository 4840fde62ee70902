/** What a card shows of the person it is about. */
import type { Contact } from '#lib/api/collections.gen.ts';
import type { Reader } from '#lib/db/live.svelte.ts';

import type { Candidate } from './engine.ts';

/** A card with what it needs to be drawn. */
export interface Detailed {
	readonly candidate: Candidate;
	readonly contact: Contact | undefined;
	/** The newest note about them that may be shown. */
	readonly said: string | undefined;
}

/** Shows what was said of a person only on the first card that is about them. */
export function withoutRepeats(cards: readonly Detailed[]): readonly Detailed[] {
	const seen = new Set<string | undefined>();
	return cards.map((card) => {
		const { contactId } = card.candidate;
		if (seen.has(contactId)) return { ...card, said: undefined };
		seen.add(contactId);
		return card;
	});
}

/** Looks up who the cards are about and what was last written; a person who is gone is nobody. */
export async function detailsOf(
	db: Pick<Reader, 'get' | 'about'>,
	candidates: readonly Candidate[]
): Promise<readonly Detailed[]> {
	return Promise.all(
		candidates.map(async (candidate) => {
			const { contactId } = candidate;
			if (contactId === undefined) return { candidate, contact: undefined, said: undefined };
			const [row, notes] = await Promise.all([
				db.get('contact', contactId),
				db.about('note', contactId, 3)
			]);
			if (row === undefined || row.deleted)
				return { candidate, contact: undefined, said: undefined };
			// Confidential notes stay on the page of the person: others may look at Today too.
			const last = notes.find(
				({ fields }) => fields.confidential !== true && fields.body !== undefined
			);
			return { candidate, contact: row.fields, said: last?.fields.body };
		})
	);
}
