/** What a push does to the store: seal what is sent next, and take in what became of it. */
import type { CollectionName } from '#lib/api/collections.gen.ts';
import { detach, hasText, inOrder, Phase, textOf, type Pending } from '#lib/db/pending.ts';
import { confirmedOf, entriesOf, inPhase, viewStores } from '#lib/db/read.ts';
import type { SyncMeta, Touched, Tx } from '#lib/db/schema.ts';
import { unawaited } from '#lib/db/unawaited.ts';
import { uuidv7 } from '#lib/db/uuid.ts';
import { newClock, receive } from '#lib/merge/clock.ts';

import { toJournal } from './journal.ts';
import { maxBatchBytes, seal, wireOf, type Ack, type PushReply } from './protocol.ts';
import type { Replica } from './replica.ts';

/** What one push carries. */
export interface Batch {
	readonly meta: SyncMeta;
	readonly entries: readonly Pending[];
}

/** How many waiting entries are looked through at a time. */
const step = 256;

/**
 * What is to be sent next: what was sealed before and has no end yet, or else
 * the next waiting entries, sealed now. Their places are on the disk before
 * anything is sent, so a crash cannot give a place twice.
 */
export async function nextBatch(replica: Replica, limit: number): Promise<Batch | undefined> {
	const { connection } = replica;
	return connection.run(
		'readwrite',
		viewStores,
		async (tx) => {
			const meta = await replica.meta(tx);
			// After a restore the versions that edits were made to mean nothing until all is pulled.
			if (meta.epoch === undefined || meta.renewal?.reason === 'epoch') return undefined;
			const phases = tx.objectStore('outbox').index('phase');
			const sealed = inOrder(await phases.getAll(inPhase(Phase.sealed)));
			if (sealed.length > 0) return { meta, entries: fitting(sealed, limit) };
			return sealNext(tx, meta, limit, replica);
		},
		'strict'
	);
}

async function sealNext(
	tx: Tx<'readwrite'>,
	meta: SyncMeta,
	limit: number,
	replica: Replica
): Promise<Batch | undefined> {
	const outbox = tx.objectStore('outbox');
	const entries: Pending[] = [];
	let bytes = 0;
	let { nextSeq } = meta;
	for (const waiting of await sendable(tx, limit)) {
		const [entry, base] = await settleBase(tx, meta.gen, waiting);
		const named = { ...entry, mid: uuidv7(replica.now()) };
		const sealed: Pending = {
			...named,
			phase: Phase.sealed,
			seq: nextSeq,
			device: meta.device,
			sealed: seal(named, base)
		};
		bytes += bytesOf(wireOf(sealed));
		if (bytes > maxBatchBytes && entries.length > 0) break;
		entries.push(sealed);
		unawaited(outbox.put(sealed));
		nextSeq++;
	}
	if (entries.length === 0) return undefined;
	const next = { ...meta, nextSeq };
	unawaited(tx.objectStore('sync').put(next, 'sync'));
	return { meta: next, entries };
}

/**
 * The first waiting entries that may be sent. A text edit waits until the
 * result of the one before it is here, for it declares as its base a text that
 * it was derived from; what else was saved to that record waits behind it.
 */
async function sendable(tx: Tx, limit: number): Promise<Pending[]> {
	const phases = tx.objectStore('outbox').index('phase');
	const held = new Set<string>();
	const chosen: Pending[] = [];
	for (let after = Number.NEGATIVE_INFINITY; chosen.length < limit;) {
		const range = IDBKeyRange.bound([Phase.waiting, after], [Phase.waiting, []], true);
		const some = await phases.getAll(range, step);
		for (const entry of some) {
			if (held.has(entry.id) || (await followsText(tx, entry))) held.add(entry.id);
			else if (chosen.length < limit) chosen.push(entry);
		}
		if (some.length < step) break;
		after = some.at(-1)?.n ?? after;
	}
	return chosen;
}

/** Whether the entry edits a text of which an earlier edit is still on its way. */
async function followsText(tx: Tx, entry: Pending): Promise<boolean> {
	if (!hasText(entry)) return false;
	const all = await entriesOf(tx, entry.collection, entry.id);
	return all.some((other) => hasText(other) && before(other, entry));
}

function before(other: Pending, entry: Pending): boolean {
	return other.phase !== Phase.waiting || other.n < entry.n;
}

/**
 * The version of the texts that an entry's texts were made from. Where those are
 * not the ones confirmed here, or a tombstone says nothing of them, they are
 * sent along: no base is declared that a text was not derived from.
 */
async function settleBase(tx: Tx, gen: number, entry: Pending): Promise<[Pending, number]> {
	if (!hasText(entry)) return [entry, entry.base];
	const { collection, id, text } = entry;
	const confirmed = (await confirmedOf(tx, gen, collection, [id])).get(id);
	const known = Object.entries(text).every(
		([name, { baseText }]) => baseText === textOf(confirmed?.fields[name])
	);
	const base = confirmed?.version ?? 0;
	const plain = known && !confirmed?.deleted && entry.epoch === undefined;
	return [plain ? entry : { ...entry, withBase: true }, base];
}

/** As many of the sealed entries as one push may carry, in their order. */
function fitting(sealed: readonly Pending[], limit: number): Pending[] {
	const entries: Pending[] = [];
	let bytes = 0;
	for (const entry of sealed.slice(0, limit)) {
		bytes += bytesOf(wireOf(entry));
		if (bytes > maxBatchBytes && entries.length > 0) break;
		entries.push(entry);
	}
	return entries;
}

function bytesOf(text: string): number {
	return new TextEncoder().encode(text).length + 1;
}

/**
 * Takes in the answer to a push. What has an end stays over the confirmed rows
 * until a pull has brought its result; what the server refused is put aside
 * with the reason, for the user to decide. `sent` is when the push left, by our
 * clock.
 */
export async function settle(replica: Replica, reply: PushReply, sent: number): Promise<void> {
	const stores = [...viewStores, 'journal', 'parked', 'clock', 'touched'] as const;
	const touched = await replica.connection.run('readwrite', stores, async (tx) => {
		const meta = await replica.meta(tx);
		// Another tab learned of a restore meanwhile: what was acknowledged may be lost again.
		if (reply.epoch !== meta.epoch) return new Set<CollectionName>();
		const phases = tx.objectStore('outbox').index('phase');
		const sealed = inOrder(await phases.getAll(inPhase(Phase.sealed)));
		const bySeq = new Map(sealed.map((entry) => [entry.seq, entry]));
		const [done, parked]: [Pending[], Pending[]] = [[], []];
		for (const ack of reply.acks) {
			const entry = bySeq.get(ack.seq);
			if (entry === undefined || entry.device !== meta.device) continue;
			const ended = end(tx, entry, ack, meta.cursor);
			if (ended !== undefined) done.push(ended);
			if (ack.status === 'parked') {
				parked.push(entry);
				park(tx, entry, ack, replica.now());
			}
		}
		const [head, safe] = [Math.max(meta.head, reply.head), Math.max(meta.safe, reply.safe)];
		await toJournal(tx, done, safe);
		for (const entry of parked) await detachAfter(tx, meta.gen, entry);
		await setClock(tx, reply.now, sent, replica.now());
		unawaited(tx.objectStore('sync').put({ ...meta, head, safe }, 'sync'));
		if (parked.length > 0) unawaited(tx.objectStore('touched').add(byCollection(parked)));
		return new Set(reply.acks.flatMap(({ seq }) => bySeq.get(seq)?.collection ?? []));
	});
	if (touched.size > 0) replica.connection.channel.tell({ touched });
}

/** Writes what became of one entry; returns it if it leaves the outbox. */
function end(tx: Tx<'readwrite'>, entry: Pending, ack: Ack, cursor: number): Pending | undefined {
	const outbox = tx.objectStore('outbox');
	if (ack.status === 'needBase') {
		unawaited(outbox.put({ ...entry, withBase: true }));
		return undefined;
	}
	const { status, version } = ack;
	const ended: Pending = { ...entry, phase: Phase.acked, ack: { status, version } };
	// A pull of another tab may have brought the result already.
	if (status !== 'parked' && version > cursor) {
		unawaited(outbox.put(ended));
		return undefined;
	}
	unawaited(outbox.delete(entry.n));
	return ended;
}

function park(tx: Tx<'readwrite'>, entry: Pending, ack: Ack, at: number): void {
	// Sent once more after a restore: the user has been told of it before.
	if (entry.again === 'parked') return;
	const { mid } = entry;
	const { code = 'refused', field, detail = '' } = ack;
	unawaited(tx.objectStore('parked').put({ mid, entry, code, field, detail, at }));
}

/** What was typed over a refused text stays whole, as an edit of the text that the server has. */
export async function detachAfter(
	tx: Tx<'readwrite'>,
	gen: number,
	parked: Pending
): Promise<void> {
	if (!hasText(parked)) return;
	const { collection, id } = parked;
	const confirmed = (await confirmedOf(tx, gen, collection, [id])).get(id);
	for (const entry of await entriesOf(tx, collection, id)) {
		const detached = detach(entry, confirmed);
		if (detached !== entry) unawaited(tx.objectStore('outbox').put(detached));
	}
}

/** Sets the clock that stamps by the server's. */
async function setClock(tx: Tx<'readwrite'>, serverNow: string, sent: number, now: number) {
	const store = tx.objectStore('clock');
	const clock = (await store.get('clock')) ?? newClock;
	await store.put(receive(clock, Date.parse(serverNow), sent, now), 'clock');
}

/** The ids of entries, as the log of changes has them. */
export function byCollection(entries: readonly Pending[]): Touched {
	const groups = new Map<CollectionName, string[]>();
	for (const { collection, id } of entries) {
		groups.set(collection, [...(groups.get(collection) ?? []), id]);
	}
	return Object.fromEntries(groups);
}
