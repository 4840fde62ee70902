/** What can be searched, and by which of its words. */
import type { CollectionName } from '#lib/api/collections.gen.ts';

import type { Connection } from './connection.ts';
import { textOf, type View } from './pending.ts';
import { entriesIn, generation, rangeOf, viewStores } from './read.ts';

/** What can be found; the place in the list is the kind of the index. */
export const searched = ['contact', 'note', 'interaction'] as const satisfies CollectionName[];

/** A collection that can be searched. */
export type Searched = (typeof searched)[number];

/** Which record was found. */
export interface FoundRecord {
	readonly collection: Searched;
	readonly id: string;
}

/** What is looked for. */
export interface Wanted {
	/** The beginnings of words, folded. */
	readonly words: readonly string[];
	/** So many of each collection at most. */
	readonly limit: number;
	readonly among: readonly Searched[];
}

/** What the index found. */
export interface Findings {
	/** Newest first. */
	readonly records: readonly FoundRecord[];
	/** The words looked for, and others that may have been meant. */
	readonly words: readonly string[];
}

/** The fields in which people look for something. */
const fields: Readonly<Record<Searched, readonly string[]>> = {
	contact: ['fullName', 'givenName', 'familyName', 'nickname', 'organization', 'title'],
	note: ['body'],
	interaction: ['body', 'learned', 'willChange', 'serveBetter']
};

/** What of a record can be searched, as one text. */
export function searchedText(collection: Searched, shown: Pick<View, 'fields'>): string {
	const parts = fields[collection].map((name) => textOf(shown.fields[name]));
	if (collection === 'contact') {
		for (const [name, value] of Object.entries(shown.fields)) {
			if (name.startsWith('tags/') && value) parts.push(name.slice(5));
			if (name.startsWith('emails/') || name.startsWith('phones/')) parts.push(valueOf(value));
		}
	}
	return parts.join('\n');
}

function valueOf(member: unknown): string {
	return typeof member === 'object' && member !== null && 'value' in member
		? textOf(member.value)
		: '';
}

/** Ids that may be in no chunk: single rows, and what the server does not know yet. */
export function looseIds(connection: Connection, collection: CollectionName): Promise<string[]> {
	return connection.run('readonly', viewStores, async (tx) => {
		const range = rangeOf(await generation(tx), collection);
		const waiting = entriesIn(collection);
		const [rows, entries] = await Promise.all([
			tx.objectStore('row').getAllKeys(range),
			tx.objectStore('outbox').index('record').getAll(waiting)
		]);
		return [...new Set([...rows.map(([, , id]) => id), ...entries.map(({ id }) => id)])];
	});
}
