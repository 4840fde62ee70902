import type { CollectionName } from '#lib/api/collections.gen.ts';
import { parseLine } from '#lib/db/lines.ts';
import type { Confirmed, Pending } from '#lib/db/pending.ts';
import { allLines } from '#lib/db/read.ts';
import type { Parked, SyncMeta } from '#lib/db/schema.ts';

import type { TestDevice } from '../testing.ts';

/** The collections that the simulation writes. */
export const names: readonly CollectionName[] = ['contact', 'note', 'reminder'];

/** All that a device has stored. */
export interface Stored {
	readonly meta: SyncMeta;
	readonly outbox: readonly Pending[];
	readonly journal: readonly Pending[];
	readonly parked: readonly Parked[];
	readonly confirmed: ReadonlyMap<string, Confirmed>;
}

/** Reads all that a device has stored, past its faults. */
export async function stored({ replica }: Pick<TestDevice, 'replica'>): Promise<Stored> {
	const stores = ['sync', 'outbox', 'journal', 'parked', 'chunk', 'row'] as const;
	return replica.connection.run('readonly', stores, async (tx) => {
		const meta = await replica.meta(tx);
		const confirmed = new Map<string, Confirmed>();
		const [outbox, pages, parked, ...lines] = await Promise.all([
			tx.objectStore('outbox').getAll(),
			tx.objectStore('journal').getAll(),
			tx.objectStore('parked').getAll(),
			...names.map((name) => allLines(tx, meta.gen, name))
		]);
		for (const [i, own] of lines.entries()) {
			for (const { id, text } of own) confirmed.set(id, parseLine(text, names[i] ?? 'note'));
		}
		const journal = pages.flatMap(({ entries }) => entries);
		return { meta, outbox, journal, parked, confirmed };
	});
}

/** Live records as text: the same records give the same text. */
export function digest(
	rows: Iterable<Pick<Confirmed, 'id' | 'version' | 'fields' | 'deleted'>>
): string {
	return [...rows]
		.filter(({ deleted }) => !deleted)
		.map(({ id, version, fields }) => `${id} ${version} ${canonical(fields)}`)
		.sort()
		.join('\n');
}

/** Fields as text, whatever their order; one that was cleared is one that is not there. */
export function canonical(fields: Readonly<Record<string, unknown>> = {}): string {
	const present = Object.entries(fields).filter(([, value]) => (value ?? undefined) !== undefined);
	return JSON.stringify(present.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Throws an error that says what does not hold. */
export function demand(holds: boolean, what: string): asserts holds {
	if (!holds) throw new Error(what);
}
