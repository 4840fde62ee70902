/** Everything on this device as files that other programs can read. */
import { collections, type CollectionName } from '#lib/api/collections.gen.ts';
import type { Database, Row } from '#lib/db/types.ts';

import { cardText } from './card-text.ts';

/** The form of the file; another number once a reader of this one would misread it. */
const FORM = 1;

/** A file to be saved. */
export interface Saved {
	readonly name: string;
	readonly blob: Blob;
}

/** All that is written down, with the trash: each record with its fields, by its collection. */
export async function everything(db: Database, now: Date): Promise<Saved> {
	const names = Object.keys(collections) as CollectionName[];
	const records: Record<string, unknown> = {};
	for (const name of names) {
		const rows = await db.list(name);
		if (rows.length > 0) records[name] = rows.map(plain);
	}
	const trash = (await db.trash()).map((row) => ({ collection: row.collection, ...plain(row) }));
	const content = { program: 'tend', form: FORM, savedAt: now.toISOString(), records, trash };
	const blob = new Blob([JSON.stringify(content, undefined, '\t')], { type: 'application/json' });
	return { name: `tend-${now.toISOString().slice(0, 10)}.json`, blob };
}

/** Everybody, for an address book. */
export async function everybody(db: Database, now: Date): Promise<Saved> {
	const rows = await db.list('contact');
	const blob = new Blob(
		rows.map(({ fields }) => cardText(fields)),
		{ type: 'text/vcard' }
	);
	return { name: `tend-people-${now.toISOString().slice(0, 10)}.vcf`, blob };
}

/** Hands a file to the browser to be saved. */
export function download({ name, blob }: Saved): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	// Some browsers begin to read only after this turn.
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function plain({ id, fields }: Row) {
	return { id, ...fields };
}
