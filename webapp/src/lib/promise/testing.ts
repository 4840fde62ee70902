/** Promises for tests. */
import type { Promise as PromiseFields } from '#lib/api/collections.gen.ts';

import type { PromiseRow } from './ledger.ts';

/** A row as the database would give it. */
export function promiseRow(id: string, fields: PromiseFields): PromiseRow {
	return {
		id,
		collection: 'promise',
		fields: { text: id, ...fields },
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}
