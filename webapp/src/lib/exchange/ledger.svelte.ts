/** What the ledger of one person reads: everything between the user and them. */
import { live, type Live } from '#lib/db/live.svelte.ts';
import type { Row } from '#lib/db/types.ts';

import type { ExchangeRow } from './balance.ts';
import { isAskOf } from './counts.ts';

/** All that lies between the user and one contact. */
export interface Shared {
	readonly exchanges: readonly ExchangeRow[];
	/** Their needs, and what the user asked of them. */
	readonly needs: readonly Row<'need'>[];
}

/** Keeps what lies between the user and a contact at hand. Call it while a component initialises. */
export function between(contactId: () => string): Live<Shared> {
	return live(async (db) => {
		const id = contactId();
		const [exchanges, needs] = await Promise.all([db.about('exchange', id), db.list('need')]);
		return {
			exchanges,
			needs: needs.filter((row) => row.fields.contact === id || isAskOf(row, id))
		};
	});
}
