import type { CollectionName } from '#lib/api/collections.gen.ts';

import type { FlatFields } from './flat.ts';
import { addToLists } from './lists.ts';
import type { LocalDatabase } from './local-database.ts';
import { generation, viewStores } from './read.ts';
import { storeRows } from './rows.ts';
import type { Touched } from './schema.ts';
import { unawaited } from './unawaited.ts';

/** A record as it is stored, flat. */
export interface Filling {
	readonly collection: CollectionName;
	readonly id: string;
	readonly fields: FlatFields;
}

/**
 * Fills a database that never syncs: all of the records or none, and as if they had been confirmed,
 * so that nothing waits to be sent.
 */
export async function fill(db: LocalDatabase, records: readonly Filling[]): Promise<void> {
	const rows = records.map(({ collection, id, fields }, i) => {
		const row = { collection, id, version: i + 1, deleted: false, fields };
		return { ...row, json: JSON.stringify(row) };
	});
	const byCollection = Map.groupBy(rows, ({ collection }) => collection);
	await db.connection.run(
		'readwrite',
		[...viewStores, 'list', 'touched'],
		async (tx) => {
			await storeRows(tx, await generation(tx), rows, db.rules);
			addToLists(tx, rows);
			const touched: Touched = Object.fromEntries(
				[...byCollection].map(([name, own]) => [name, own.map(({ id }) => id)])
			);
			unawaited(tx.objectStore('touched').add(touched));
		},
		'strict'
	);
	db.connection.channel.tell({ touched: new Set(byCollection.keys()) });
}
