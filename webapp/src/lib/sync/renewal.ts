/**
 * Starting again from the beginning: after a cursor too old for the server, or
 * a server restored from a backup. The rows go into the next generation while
 * the screen reads this one; outbox and journal are kept.
 */
import { collections, type CollectionName } from '#lib/api/collections.gen.ts';
import { hasText, inOrder, Phase, textOf, type Pending } from '#lib/db/pending.ts';
import { confirmedOf, inPhase, viewStores } from '#lib/db/read.ts';
import type { Renewal, SyncMeta, Tx } from '#lib/db/schema.ts';
import { unawaited } from '#lib/db/unawaited.ts';

import { emptyJournal, toJournal } from './journal.ts';
import type { Page } from './protocol.ts';
import type { Replica } from './replica.ts';
import { rebaseWaiting, settleOutbox } from './settling.ts';

/** Begins a pull from the beginning; one that was under way begins anew. */
export async function beginRenewal(
	replica: Replica,
	reason: Renewal['reason'],
	epoch: string | undefined
): Promise<void> {
	await replica.connection.run('readwrite', ['sync', 'chunk', 'row'], async (tx) => {
		const meta = await replica.meta(tx);
		const gen = meta.gen + 1;
		await clear(tx, IDBKeyRange.bound([gen], [gen, []]));
		const renewal: Renewal = {
			// The journal has to be gone through once a restore was seen, whatever comes on top.
			reason: meta.renewal?.reason === 'epoch' ? 'epoch' : reason,
			gen,
			cursor: 0,
			...(epoch !== undefined && { epoch })
		};
		await tx.objectStore('sync').put({ ...meta, renewal }, 'sync');
	});
}

/** Puts the next generation in the place of this one, with the last page of it. */
export async function changeOver(
	tx: Tx<'readwrite'>,
	replica: Replica,
	meta: SyncMeta,
	renewal: Renewal,
	page: Omit<Page, 'kind' | 'space' | 'from' | 'floor' | 'count' | 'rows'>
): Promise<Set<CollectionName>> {
	const { next, epoch, head, safe, lastSeq, lastMid } = page;
	const { gen, reason } = renewal;
	await clear(tx, IDBKeyRange.bound([meta.gen], [gen], false, true));
	const renewed = {
		...without(meta),
		gen,
		epoch,
		cursor: next,
		head,
		safe,
		complete: true
	};
	if (reason === 'gc') {
		await settleOutbox(tx, replica, renewed, {
			next,
			more: false,
			lastSeq,
			lastMid,
			safe,
			rows: 'all'
		});
		await tx.objectStore('sync').put(renewed, 'sync');
	} else {
		await markEpoch(tx, meta.epoch);
		await tx.objectStore('sync').put(await sendAgain(tx, renewed, page, meta.epoch), 'sync');
		await rebaseWaiting(tx, replica, gen, () => true);
	}
	unawaited(tx.objectStore('touched').add({ all: [] }));
	return new Set(Object.keys(collections).filter(isCollection));
}

/** What waits was made to versions of the epoch that has ended; the server is to know. */
async function markEpoch(tx: Tx<'readwrite'>, ended: string | undefined): Promise<void> {
	const outbox = tx.objectStore('outbox');
	for (const entry of await outbox.index('phase').getAll(inPhase(Phase.waiting))) {
		unawaited(outbox.put(madeIn(entry, ended)));
	}
}

/** An entry that says of which epoch its base is; one that said so before keeps the older one. */
function madeIn(entry: Pending, ended: string | undefined): Pending {
	if (entry.epoch !== undefined || ended === undefined || entry.base === 0) return entry;
	return { ...entry, epoch: ended };
}

/**
 * The server was restored: what it acknowledged and no longer has is sent
 * again. It tells the last place that it knows of this device, so all places
 * above are lost; they are taken up with the very bytes of then.
 */
async function sendAgain(
	tx: Tx<'readwrite'>,
	meta: SyncMeta,
	told: Pick<Page, 'lastSeq' | 'lastMid'>,
	ended: string | undefined
): Promise<SyncMeta> {
	const outbox = tx.objectStore('outbox');
	const sent = await outbox.index('phase').getAll(inPhase(Phase.sealed, Phase.acked));
	const mine = [...(await emptyJournal(tx)), ...sent].map((entry) => madeIn(entry, ended));
	const all = inWireOrder(mine, meta.device);
	for (const { n } of sent) unawaited(outbox.delete(n));

	const fateOf = judging(all, meta, told);
	const isKept = (entry: Pending) => entry.phase === Phase.acked && fateOf(entry) === 'there';
	// Whoever brought it back (a copy of this profile, maybe) gave it a version of its own, at most this.
	const kept = all.filter(isKept).map((entry) => upTo(entry, meta.head));
	await toJournal(tx, kept, meta.safe);
	const lost: Pending[] = [];
	for (const entry of all) {
		if (isKept(entry)) continue;
		const fate = fateOf(entry);
		const landed = fate === 'there' || (fate === 'unknown' && (await isSeen(tx, meta.gen, entry)));
		lost.push(lostAgain(entry, landed));
	}
	const { entries, meta: placed } = inPlace(lost, meta, told.lastSeq);
	const first = await outbox.openKeyCursor();
	const begin = (first?.primaryKey ?? 1) - entries.length;
	entries.forEach((entry, i) => unawaited(outbox.put({ ...entry, n: begin + i })));
	return placed;
}

function upTo(entry: Pending, head: number): Pending {
	const { status = 'ok', version = 0 } = entry.ack ?? {};
	return { ...entry, ack: { status, version: Math.max(version, head) } };
}

/** Whether the restored server has what an entry did. */
type Fate = 'there' | 'lost' | 'unknown';

/**
 * Tells the fate of entries. The server's word on our places counts only if it
 * has our mutation at the last of them: a copy of this profile may have used
 * them since. Nor does it tell of what was sent under an earlier name; only
 * that versions beyond its head are gone is sure then.
 */
function judging(
	all: readonly Pending[],
	meta: SyncMeta,
	{ lastSeq, lastMid }: Pick<Page, 'lastSeq' | 'lastMid'>
): (entry: Pending) => Fate {
	const own = all.filter(({ device }) => device === meta.device);
	const ours =
		own.every(({ seq = 0 }) => seq > lastSeq) ||
		own.some(({ seq, mid }) => seq === lastSeq && mid === (lastMid ?? mid));
	return ({ device, seq = 0, ack }) => {
		if (ours && device === meta.device) return seq <= lastSeq ? 'there' : 'lost';
		return (ack?.version ?? 0) > meta.head ? 'lost' : 'unknown';
	};
}

/**
 * Whether the rows that came may hold what an entry did. They do not without its
 * record, nor if they lack a word of its texts: then it stays on the screen.
 */
async function isSeen(tx: Tx, gen: number, { collection, id, text }: Pending): Promise<boolean> {
	const confirmed = (await confirmedOf(tx, gen, collection, [id])).get(id);
	if (confirmed === undefined) return false;
	return Object.entries(text).every(([name, { baseText, value }]) => {
		const [there, before] = [textOf(confirmed.fields[name]), new Set(baseText.split(/\s+/))];
		return value.split(/\s+/).every((word) => before.has(word) || there.includes(word));
	});
}

/** What earlier device ids sent first, then this one's, each in its order. */
function inWireOrder(entries: readonly Pending[], device: string): Pending[] {
	const groups = Map.groupBy(entries, (entry) => entry.device);
	const own = groups.get(device) ?? [];
	groups.delete(device);
	return [...[...groups.values()].flatMap(inOrder), ...inOrder(own)];
}

/** An entry as it is sent to a server that lost it, or never answered. */
function lostAgain(entry: Pending, landed: boolean): Pending {
	const { ack } = entry;
	return {
		...unsettled(entry),
		phase: Phase.sealed,
		...(ack && { again: ack.status }),
		...(landed && { landed }),
		// The versions that edits were made to may be other ones by now.
		...(hasText(entry) && { withBase: true })
	};
}

function unsettled({ ack: _ack, landed: _landed, ...entry }: Pending): Pending {
	return entry;
}

/** Sealed entries with places that the server will take: their own if they follow, else those of a new device. */
function inPlace(
	lost: readonly Pending[],
	meta: SyncMeta,
	lastSeq: number
): { entries: readonly Pending[]; meta: SyncMeta } {
	const first = lost[0]?.seq ?? 0;
	const follows = lost.every(({ device, seq }, i) => device === meta.device && seq === first + i);
	if (follows && first <= lastSeq + 1) return { entries: lost, meta };
	return asNewDevice(lost, meta);
}

/** The same mutations in the same order, under the name of a new device. */
function asNewDevice(
	sealed: readonly Pending[],
	meta: SyncMeta
): { entries: readonly Pending[]; meta: SyncMeta } {
	const device = crypto.randomUUID();
	const entries = sealed.map((entry, i) => ({ ...entry, device, seq: i + 1 }));
	return { entries, meta: { ...meta, device, nextSeq: sealed.length + 1 } };
}

/**
 * Goes on as a new device: this profile was copied, or the server does not know
 * its places any more. `mid` keeps what it already has from being applied twice.
 */
export async function becomeNewDevice(replica: Replica): Promise<void> {
	await replica.connection.run(
		'readwrite',
		viewStores,
		async (tx) => {
			const outbox = tx.objectStore('outbox');
			const sealed = await outbox.index('phase').getAll(inPhase(Phase.sealed));
			const { entries, meta } = asNewDevice(inOrder(sealed), await replica.meta(tx));
			for (const entry of entries) unawaited(outbox.put(entry));
			await tx.objectStore('sync').put(meta, 'sync');
		},
		'strict'
	);
}

async function clear(tx: Tx<'readwrite'>, range: IDBKeyRange): Promise<void> {
	await Promise.all([tx.objectStore('chunk').delete(range), tx.objectStore('row').delete(range)]);
}

function without({ renewal: _renewal, floor: _floor, first: _first, ...meta }: SyncMeta): SyncMeta {
	return meta;
}

function isCollection(name: string): name is CollectionName {
	return name in collections;
}
