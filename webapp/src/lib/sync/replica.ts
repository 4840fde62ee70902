import type { Connection } from '#lib/db/connection.ts';
import type { LocalDatabase } from '#lib/db/local-database.ts';
import type { Rules } from '#lib/db/pending.ts';
import type { SyncMeta, Tx } from '#lib/db/schema.ts';

/** What the exchange with the server works on: the local database of one space, without its queries. */
export class Replica {
	readonly connection: Connection;
	readonly space: string;
	readonly rules: Rules;
	/** This device's clock, in milliseconds of Unix time. */
	readonly now: () => number;
	/** Of how much a page may have, the share that gets through to this device. */
	share = 1;
	/** See {@link LocalDatabase.take}; nobody needs to listen. */
	onrows: LocalDatabase['take'] | undefined;

	constructor(connection: Connection, space: string, rules: Rules, now: () => number = Date.now) {
		this.connection = connection;
		this.space = space;
		this.rules = rules;
		this.now = now;
	}

	/** Where this device stands with the server. */
	async meta(tx: Tx): Promise<SyncMeta> {
		const meta = await tx.objectStore('sync').get('sync');
		if (meta === undefined) throw new Error('The local database was never opened.');
		return meta;
	}

	/** {@link meta} in a transaction of its own. */
	stand(): Promise<SyncMeta> {
		return this.connection.run('readonly', ['sync'], (tx) => this.meta(tx));
	}
}

/** What the exchange works on where the database itself is open, and what is shown of it. */
export function replicaOf(db: LocalDatabase, now?: () => number): Replica {
	const replica = new Replica(db.connection, db.spaceId, db.rules, now);
	replica.onrows = (entry, rows) => db.take(entry, rows);
	return replica;
}

/** Notes that now nothing is left to exchange. */
export async function noteSynced(replica: Replica): Promise<void> {
	await replica.connection.run('readwrite', ['sync'], async (tx) => {
		const meta = await replica.meta(tx);
		await tx.objectStore('sync').put({ ...meta, syncedAt: replica.now() }, 'sync');
	});
}
