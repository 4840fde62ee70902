/** The wire of push and pull, and the checks on what comes in from there. */
import { schemaVersion, type CollectionName } from '#lib/api/collections.gen.ts';
import type { FlatFields } from '#lib/db/flat.ts';
import type { Pending } from '#lib/db/pending.ts';
import type { FirstSync, SyncMeta } from '#lib/db/schema.ts';

/** Bounds of one push, as the server has them; the frame around the mutations needs some room. */
export const maxMutations = 500;
export const maxBatchBytes = 2 ** 20 - 1024;

export type Status = 'ok' | 'duplicate' | 'merged' | 'superseded' | 'parked' | 'needBase';

/** What became of one mutation. */
export interface Ack {
	readonly seq: number;
	readonly version: number;
	readonly status: Status;
	readonly code?: string;
	readonly field?: string;
	readonly detail?: string;
}

/** The answer to a push. */
export interface PushReply {
	readonly acks: readonly Ack[];
	readonly lastSeq: number;
	readonly head: number;
	readonly safe: number;
	readonly epoch: string;
	/** The server's clock, RFC 3339. */
	readonly now: string;
}

/** A row as pulled, with its line for the store. */
export interface PageRow {
	readonly collection: CollectionName;
	readonly id: string;
	readonly version: number;
	readonly deleted: boolean;
	/** Absent of a deleted record. */
	readonly fields: FlatFields | undefined;
	readonly json: string;
}

/** A part of the changes of one space that is whole: its last line was there and its count was right. */
export interface Page {
	readonly kind: 'page';
	readonly space: string;
	readonly epoch: string;
	readonly from: number;
	readonly head: number;
	/** To be named again with the cursors of a pull that began at 0. */
	readonly floor: number | undefined;
	/** How many rows there are. */
	readonly count: number;
	/** Read when they are first asked for; that throws {@link BrokenAnswerError} too. By then the next page is on its way. */
	readonly rows: readonly PageRow[];
	readonly next: number;
	readonly more: boolean;
	/** All places of this device up to here are settled, and what they did is in the rows; 0 if there is more. */
	readonly lastSeq: number;
	/** The mutation at `lastSeq`. */
	readonly lastMid: string | undefined;
	readonly safe: number;
	/** Of which phase of a first pull it is; `undefined` in the feed. */
	readonly phase: FirstSync['phase'] | undefined;
	/** How far the phase is, to be named in the next request. */
	readonly after: string | undefined;
}

/** Where a pull goes on. */
export interface Cursor {
	readonly epoch?: string;
	readonly cursor: number;
	readonly floor?: number;
	/** The phase of a first pull, with `cursor` 0. */
	readonly part?: Pick<FirstSync, 'phase' | 'after'>;
}

/** The server cannot continue from the cursor. */
export interface Reset {
	readonly kind: 'reset';
	readonly space: string;
	readonly reset: 'gc' | 'epoch' | 'left';
	readonly epoch: string | undefined;
}

/** The answer broke off, or is none of ours. Nothing of it may be used. */
export class BrokenAnswerError extends Error {
	override readonly name = 'BrokenAnswerError';
}

/** The body of a push. The mutations are pasted in as they were sealed. */
export function pushBody(space: string, meta: SyncMeta, entries: readonly Pending[]): string {
	const { device, epoch } = meta;
	const frame = JSON.stringify({ space, device, epoch, schema: schemaVersion });
	return `${frame.slice(0, -1)},"mutations":[${entries.map(wireOf).join(',')}]}`;
}

/**
 * A sealed entry as it goes over the wire: its place, the epoch if it was made in another one, and
 * the bytes fixed when it was sealed.
 */
export function wireOf(entry: Pending): string {
	const { seq = 0, epoch, sealed = '{}' } = entry;
	const payload = entry.withBase ? withBaseTexts(sealed, entry) : sealed;
	const before = epoch === undefined ? '' : `"epoch":${JSON.stringify(epoch)},`;
	return `{"seq":${seq},${before}${payload.slice(1)}`;
}

/** What is sealed of an entry; `bases` has the version of the text that each edit was made to. */
export function seal(entry: Pending, base: number): string {
	const { mid, collection, id, stamp, op, fields } = entry;
	const text = Object.fromEntries(
		Object.entries(entry.text).map(([name, { value }]) => [name, { base, value }])
	);
	return JSON.stringify({
		mid,
		collection,
		id,
		stamp,
		base: entry.base,
		op,
		...(op === 'put' && { fields }),
		...(Object.keys(text).length > 0 && { text })
	});
}

function withBaseTexts(sealed: string, { text }: Pending): string {
	const payload = JSON.parse(sealed) as { text?: Record<string, object> };
	const bases = Object.entries(payload.text ?? {}).map(([name, edit]) => [
		name,
		{ ...edit, baseText: text[name]?.baseText ?? '' }
	]);
	return JSON.stringify({ ...payload, text: Object.fromEntries(bases) as object });
}

/** The body of a pull of one space, for a page of about so many bytes. */
export function pullBody(space: string, device: string, from: Cursor, maxBytes: number): string {
	const { epoch, cursor: since, floor, part } = from;
	const cursors = [{ space, epoch, since, floor, phase: part?.phase, after: part?.after }];
	return JSON.stringify({ device, schema: schemaVersion, cursors, maxBytes });
}

/** Reads the lines of a pull. Throws {@link BrokenAnswerError} unless they are one whole page or a reset. */
export function readPage(lines: readonly string[]): Page | Reset {
	const [first, last] = [parse(lines[0]), parse(lines.at(-1))];
	const { space, epoch } = first;
	if (!isText(space)) throw new BrokenAnswerError('no space');
	const { reset } = first;
	if (reset === 'gc' || reset === 'epoch' || reset === 'left') {
		return { kind: 'reset', space, reset, epoch: isText(epoch) ? epoch : undefined };
	}
	const { from, head, floor, phase } = first;
	const { next, more, count, lastSeq, lastMid, safe, after } = last;
	const texts = lines.slice(1, -1);
	if (
		!isText(epoch) ||
		!isCount(from) ||
		!isCount(head) ||
		!isCount(next) ||
		!isCount(lastSeq) ||
		!isCount(safe) ||
		typeof more !== 'boolean' ||
		last['space'] !== space ||
		count !== texts.length ||
		(phase !== undefined && !(isPhase(phase) && isText(after)))
	) {
		throw new BrokenAnswerError('the page is not whole');
	}
	let rows: readonly PageRow[] | undefined;
	return {
		kind: 'page',
		space,
		epoch,
		from,
		head,
		floor: isCount(floor) ? floor : undefined,
		count,
		get rows() {
			return (rows ??= texts.map(readRow));
		},
		next,
		more,
		lastSeq,
		lastMid: isText(lastMid) ? lastMid : undefined,
		safe,
		phase,
		after: isText(after) ? after : undefined
	};
}

function readRow(json: string): PageRow {
	const { collection, id, version, deleted, fields } = parse(json);
	if (!isText(collection) || !isText(id) || id.length !== 36 || !isCount(version)) {
		throw new BrokenAnswerError('a row lacks its name');
	}
	return {
		// A collection of a newer server is kept like any other.
		collection: collection as CollectionName,
		id,
		version,
		deleted: deleted === true,
		fields: isObject(fields) ? fields : undefined,
		json
	};
}

/** Checks the answer to a push. */
export function readPushReply(body: unknown): PushReply {
	if (!isObject(body)) throw new BrokenAnswerError('not an object');
	const { acks, lastSeq, head, safe, epoch, now } = body;
	if (
		!Array.isArray(acks) ||
		!acks.every(isAck) ||
		!isCount(lastSeq) ||
		!isCount(head) ||
		!isCount(safe) ||
		!isText(epoch) ||
		!isText(now)
	) {
		throw new BrokenAnswerError('the answer to a push is not whole');
	}
	return { acks, lastSeq, head, safe, epoch, now };
}

const statuses: readonly unknown[] = [
	'ok',
	'duplicate',
	'merged',
	'superseded',
	'parked',
	'needBase'
] satisfies Status[];

function isAck(value: unknown): value is Ack {
	return (
		isObject(value) &&
		isCount(value['seq']) &&
		isCount(value['version']) &&
		statuses.includes(value['status'])
	);
}

function parse(line: string | undefined): Readonly<Record<string, unknown>> {
	try {
		const value: unknown = JSON.parse(line ?? '');
		if (isObject(value)) return value;
	} catch {
		// Said below, with what is no object.
	}
	throw new BrokenAnswerError('a line is not whole');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPhase(value: unknown): value is FirstSync['phase'] {
	return value === 'early' || value === 'rest';
}

function isText(value: unknown): value is string {
	return typeof value === 'string';
}

function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && Number(value) >= 0;
}
