import { openDB } from 'idb';

import type { CollectionName, Patch } from '#lib/api/collections.gen.ts';

import { nest, type FlatFields } from './flat.ts';
import { fold } from './fold.ts';
import type { Change, ContactSummary, Database, Hit, Row } from './types.ts';
import { madeAt, uuidv7 } from './uuid.ts';

interface Stored {
	readonly id: string;
	readonly collection: CollectionName;
	readonly fields: FlatFields;
	readonly deleted: boolean;
}

/** Opens the local database of one user and one space. */
export async function openDatabase(options: {
	readonly userId: string;
	readonly spaceId: string;
}): Promise<Database> {
	const idb = await openDB(`tend-draft:${options.userId}:${options.spaceId}`, 1, {
		upgrade: (db) => void db.createObjectStore('record', { keyPath: 'id' })
	});
	const all = new Map<string, Stored>();
	for (const row of (await idb.getAll('record')) as Stored[]) all.set(row.id, row);
	const listeners = new Set<(touched: ReadonlySet<CollectionName>) => void>();
	const newest = (a: Row, b: Row) => at(b) - at(a);

	async function save(changes: readonly Change[]): Promise<void> {
		const next = new Map<string, Stored>();
		for (const change of changes) {
			const { id, collection } = change;
			const old = next.get(id) ?? all.get(id) ?? { id, collection, fields: {}, deleted: false };
			const patch = change.op === 'put' ? (change.patch as FlatFields) : {};
			next.set(id, {
				...old,
				fields: { ...old.fields, ...patch },
				deleted: change.op === 'delete' || (change.op === 'put' && old.deleted)
			});
		}
		const tx = idb.transaction('record', 'readwrite', { durability: 'strict' });
		for (const row of next.values()) void tx.store.put(row);
		await tx.done;
		for (const row of next.values()) all.set(row.id, row);
		const touched = new Set(changes.map(({ collection }) => collection));
		for (const listener of listeners) listener(touched);
	}
	function toRow<C extends CollectionName>(row: Stored): Row<C> {
		return {
			id: row.id,
			collection: row.collection as C,
			fields: nest(row.fields) as Row<C>['fields'],
			version: 0,
			pending: true,
			deleted: row.deleted,
			createdAt: madeAt(row.id)
		};
	}
	function rows<C extends CollectionName>(collection: C): Row<C>[] {
		const found = [...all.values()].filter((r) => r.collection === collection && !r.deleted);
		return found.map((row) => toRow<C>(row));
	}
	function contacts(): ContactSummary[] {
		const summaries = rows('contact').map(({ id, fields }) => ({
			id,
			fullName: fields.fullName,
			organization: fields.organization,
			title: fields.title,
			tags: Object.keys(fields.tags ?? {}),
			folded: fold(fields.fullName)
		}));
		return summaries.sort((a, b) => a.fullName.localeCompare(b.fullName));
	}
	function search(query: string, limit: number): Hit[] {
		const words = fold(query).split(/\s+/).filter(Boolean);
		const found = (text: string) =>
			words.every((word) => ` ${fold(text)}`.replace(/[^\p{L}\p{N}]+/gu, ' ').includes(` ${word}`));
		const people = rows('contact')
			.filter(({ fields }) => found(fields.fullName))
			.map((row): Hit => ({ ...row, text: row.fields.fullName, contacts: [] }));
		const notes = [...rows('note'), ...rows('interaction')]
			.filter(({ fields }) => found(fields.body ?? ''))
			.sort(newest)
			.map((row): Hit => {
				const contacts = Object.keys(row.fields.contacts ?? {});
				return { ...row, text: row.fields.body ?? '', contacts };
			});
		return words.length === 0 ? [] : [...people, ...notes].slice(0, limit);
	}

	return {
		...options,
		newId: () => uuidv7(),
		put: (collection, id, patch) =>
			save([{ op: 'put', collection, id, patch: patch as Patch } as Change]),
		putAll: save,
		remove: (collection, id) => save([{ op: 'delete', collection, id }]),
		restore: (collection, id) => save([{ op: 'restore', collection, id }]),
		get: async (_, id) => {
			const row = all.get(id);
			return row === undefined ? undefined : toRow(row);
		},
		list: async (collection) => rows(collection),
		about: async (collection, contactId, limit) =>
			rows(collection)
				.filter(({ fields }) => {
					const record = fields as { contact?: string; contacts?: Record<string, unknown> };
					return record.contact === contactId || contactId in (record.contacts ?? {});
				})
				.sort(newest)
				.slice(0, limit),
		recentNotes: async (limit) => rows('note').sort(newest).slice(0, limit),
		contacts: async () => contacts(),
		trash: async () =>
			[...all.values()]
				.filter((row) => row.deleted)
				.map((row) => toRow(row))
				.sort(newest),
		search: async (query, limit) => search(query, limit),
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		pendingCount: async () => all.size,
		close: () => idb.close()
	};
}

function at(row: Row): number {
	const value = (row.fields as { at?: string }).at;
	return (value === undefined ? 0 : Date.parse(value)) || row.createdAt;
}
