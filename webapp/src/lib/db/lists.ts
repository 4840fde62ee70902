/**
 * Which notes and interactions name a contact, and what lies in the trash.
 *
 * A list is a superset: ids are only ever added, and whoever reads it looks at
 * the records to see whether they still belong. So a page of thousands of rows
 * costs a few dozen small appends, and nothing has to be found to be removed.
 */
import type { CollectionName } from '#lib/api/collections.gen.ts';

import type { FlatFields } from './flat.ts';
import type { ListKey, Tx } from './schema.ts';
import { unawaited } from './unawaited.ts';
import { uuidv7 } from './uuid.ts';

/** A power of two; the last digits of an id choose the bucket. */
const buckets = 64;
const idLength = 36;
/** From so many parts on a bucket is written anew as one. */
const manyParts = 24;

const trash = 'trash';

/** A row as far as lists care. */
export interface Listed {
	readonly collection: CollectionName;
	readonly id: string;
	readonly deleted: boolean;
	readonly fields: FlatFields;
}

/** A member of a list. */
export interface Candidate {
	readonly id: string;
	/** The record's `at` when it was added, '' if it had none. */
	readonly at: string;
}

/** Adds rows to the lists that they may belong to. */
export function addToLists(tx: Tx<'readwrite'>, rows: Iterable<Listed>): void {
	const parts = new Map<string, { list: string; bucket: number; text: string }>();
	const add = (list: string, key: string, member: string) => {
		const bucket = bucketOf(key);
		const part = parts.get(`${list}/${bucket}`) ?? { list, bucket, text: '\n' };
		part.text += `${key}${member}\n`;
		parts.set(`${list}/${bucket}`, part);
	};
	for (const { collection, id, deleted, fields } of rows) {
		if (deleted) add(trash, id, collection);
		if (collection !== 'note' && collection !== 'interaction') continue;
		for (const contactId of namedIn(fields)) add(collection, contactId, `${id}${atOf(fields)}`);
	}
	const order = uuidv7();
	for (const { list, bucket, text } of parts.values()) {
		unawaited(tx.objectStore('list').put(text, [list, bucket, order]));
	}
}

/** The contacts that flat fields name as members of `contacts`. */
export function namedIn(fields: FlatFields): string[] {
	const ids: string[] = [];
	for (const name in fields) {
		if (!name.startsWith('contacts/') || fields[name] === null) continue;
		// What is no id could not be told apart in a list, and names nobody.
		if (name.length === 9 + idLength) ids.push(name.slice(9));
	}
	return ids;
}

/** Notes or interactions that may name the contact. */
export async function candidatesAbout(
	tx: Tx,
	collection: 'note' | 'interaction',
	contactId: string
): Promise<Candidate[]> {
	const parts = await tx.objectStore('list').getAll(bucketRange(collection, bucketOf(contactId)));
	const found = new Map<string, Candidate>();
	for (const part of parts) {
		for (let at = part.indexOf(`\n${contactId}`); at >= 0;) {
			const end = part.indexOf('\n', at + 1);
			const member = part.slice(at + 1 + idLength, end);
			found.set(member.slice(0, idLength), {
				id: member.slice(0, idLength),
				at: member.slice(idLength)
			});
			at = part.indexOf(`\n${contactId}`, end);
		}
	}
	return [...found.values()];
}

/** Records that may lie in the trash. */
export async function candidatesInTrash(tx: Tx): Promise<Map<CollectionName, string[]>> {
	const range = IDBKeyRange.bound([trash, 0, ''], [trash, buckets, '']);
	const found = new Map<CollectionName, Set<string>>();
	for (const part of await tx.objectStore('list').getAll(range)) {
		for (const line of part.slice(1, -1).split('\n')) {
			const collection = line.slice(idLength) as CollectionName;
			const ids = found.get(collection) ?? new Set();
			found.set(collection, ids.add(line.slice(0, idLength)));
		}
	}
	return new Map([...found].map(([collection, ids]) => [collection, [...ids]]));
}

/** Writes buckets of many parts anew as one, without the repetitions. */
export async function compactLists(tx: Tx<'readwrite'>): Promise<void> {
	const store = tx.objectStore('list');
	const groups = Map.groupBy(await store.getAllKeys(), ([list, bucket]) => `${list}/${bucket}`);
	for (const keys of groups.values()) {
		const [list, bucket, order] = keys.at(-1) ?? [];
		if (keys.length < manyParts || list === undefined || bucket === undefined) continue;
		const parts = await store.getAll(bucketRange(list, bucket));
		// The later of two lines of one member tells the newer `at`.
		const lines = new Map<string, string>();
		for (const line of parts.flatMap((part) => part.slice(1, -1).split('\n'))) {
			lines.set(list === trash ? line : line.slice(0, 2 * idLength), line);
		}
		for (const key of keys.slice(0, -1)) unawaited(store.delete(key));
		const key: ListKey = [list, bucket, order ?? ''];
		await store.put(`\n${[...lines.values()].join('\n')}\n`, key);
	}
}

function bucketRange(list: string, bucket: number): IDBKeyRange {
	return IDBKeyRange.bound([list, bucket, ''], [list, bucket, '\uffff']);
}

function bucketOf(id: string): number {
	return Number.parseInt(id.slice(-2), 16) & (buckets - 1);
}

function atOf(fields: FlatFields): string {
	return typeof fields['at'] === 'string' ? fields['at'] : '';
}
