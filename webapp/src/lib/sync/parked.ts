import type { FlatFields } from '#lib/db/flat.ts';
import { inOrder, Phase, type Pending } from '#lib/db/pending.ts';
import { inPhase, viewStores } from '#lib/db/read.ts';
import type { Parked } from '#lib/db/schema.ts';
import type { ParkedItem } from '#lib/db/types.ts';
import { unawaited } from '#lib/db/unawaited.ts';
import { save, type Change } from '#lib/db/write.ts';

import { detachAfter } from './outbox.ts';
import type { Replica } from './replica.ts';

/** The changes that the server refused, oldest first. */
export async function listParked({ connection }: Replica): Promise<ParkedItem[]> {
	const parked = await connection.run('readonly', ['parked'], (tx) =>
		tx.objectStore('parked').getAll()
	);
	return parked.map(toItem).sort((a, b) => a.at - b.at);
}

/** Forgets a refused change for good. */
export async function discardParked({ connection }: Replica, mid: string): Promise<void> {
	await connection.run(
		'readwrite',
		['parked'],
		(tx) => tx.objectStore('parked').delete(mid),
		'strict'
	);
}

/** Saves a refused change once more, as a new mutation over what is there now. */
export async function retryParked(replica: Replica, mid: string): Promise<void> {
	const { connection, rules } = replica;
	const parked = await connection.run('readonly', ['parked'], (tx) =>
		tx.objectStore('parked').get(mid)
	);
	if (parked === undefined) return;
	// In this order a crash in between leaves both, and the second retry changes nothing.
	await save(connection, [again(parked.entry)], rules, replica.now);
	await discardParked(replica, mid);
}

/**
 * Puts the first sealed mutation aside by this device's own judgement: the
 * server cannot even read it. The ones after it, which the server has not
 * taken either, move up, for places on the wire must not have a gap.
 */
export async function refuseFirst(replica: Replica, code: string): Promise<void> {
	const touched = await replica.connection.run(
		'readwrite',
		[...viewStores, 'parked', 'touched'],
		async (tx) => {
			const [meta, outbox] = [await replica.meta(tx), tx.objectStore('outbox')];
			const sealed = inOrder(await outbox.index('phase').getAll(inPhase(Phase.sealed)));
			const [entry, ...rest] = sealed;
			if (entry === undefined) return undefined;
			const { mid, seq = 1 } = entry;
			const parked = { mid, entry, code, field: undefined, detail: '', at: replica.now() };
			unawaited(tx.objectStore('parked').put(parked));
			unawaited(outbox.delete(entry.n));
			rest.forEach((other, i) => unawaited(outbox.put({ ...other, seq: seq + i })));
			await detachAfter(tx, meta.gen, entry);
			unawaited(tx.objectStore('touched').add({ [entry.collection]: [entry.id] }));
			await tx.objectStore('sync').put({ ...meta, nextSeq: seq + rest.length }, 'sync');
			return new Set([entry.collection]);
		},
		'strict'
	);
	if (touched !== undefined) replica.connection.channel.tell({ touched });
}

function toItem({ mid, entry, code, field, detail, at }: Parked): ParkedItem {
	const { collection, id } = entry;
	return { mid, collection, id, code, field, detail, fields: writtenIn(entry), at };
}

/** What the person had written, texts as they stood in the editor. */
function writtenIn({ fields, text }: Pending): Readonly<Record<string, unknown>> {
	const texts = Object.entries(text).map(([name, { value }]) => [name, value] as const);
	return { ...fields, ...Object.fromEntries(texts) };
}

function again(entry: Pending): Change {
	const { collection, id, op } = entry;
	if (op !== 'put') return { collection, id, op };
	const from = Object.entries(entry.text).map(([name, { baseText }]) => [name, baseText]);
	return {
		collection,
		id,
		op,
		patch: writtenIn(entry),
		from: Object.fromEntries(from) as FlatFields
	};
}
