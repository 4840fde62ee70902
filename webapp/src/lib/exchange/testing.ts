/** Exchanges for tests. */
import type { Exchange } from '#lib/api/collections.gen.ts';

import type { ExchangeRow } from './balance.ts';

/** A row as the database would give it. */
export function exchangeRow(id: string, fields: Exchange): ExchangeRow {
	return {
		id,
		collection: 'exchange',
		fields,
		version: 1,
		pending: false,
		deleted: false,
		createdAt: 0
	};
}
