import type { CollectionName, Patch } from '#lib/api/collections.gen.ts';

import type { Connection } from './connection.ts';
import { ContactList } from './contact-list.ts';
import { nest } from './flat.ts';
import { candidatesAbout, candidatesInTrash, compactLists } from './lists.ts';
import { linesOf, splitLine } from './lines.ts';
import { Phase, type Rules, type View } from './pending.ts';
import { allViews, entriesIn, generation, inPhase, rangeOf, views, viewStores } from './read.ts';
import { RememberedAnswers } from './remembered.ts';
import { compactRows, type Incoming } from './rows.ts';
import type { Tx } from './schema.ts';
import { searched, type Searched } from './searched.ts';
import { eachSince } from './since.ts';
import type { Touches } from './touch.ts';
import { TouchList } from './touch-list.ts';
import { pruneLog, rowsInLog } from './touched.ts';
import type { Change, ContactSummary, Database, Hit, Personal, PutOptions, Row } from './types.ts';
import { madeAt, uuidv7 } from './uuid.ts';
import { save, type Change as Edit } from './write.ts';

/** How search finds; the index lives in a worker and catches up by itself. */
export interface Finder {
	search(query: string, limit: number, among: readonly Searched[]): Promise<readonly Hit[]>;
	/** Stores the index for the next start. */
	save(): Promise<void>;
	close(): void;
}

/** So many entries of the log of changes are read faster than what follows from them is stored. */
const manyEntries = 64;
/** So many single rows, or rows in the log, are read fast enough. */
const manyRows = 500;
/** A transaction that moves more than so many rows would make writers wait. */
const rowsAtOnce = 200;

/** The local database as the features use it. */
export class LocalDatabase implements Database {
	readonly userId: string;
	readonly spaceId: string;
	/** Whether there was no database of the owner on this device before. */
	readonly isNew: boolean;
	/** For sync, which writes what the server says. */
	readonly connection: Connection;
	readonly rules: Rules;
	readonly remembered: RememberedAnswers;
	readonly #contacts: ContactList;
	readonly #touches: TouchList;
	readonly #finder: Finder;
	readonly #now: () => number;

	constructor(
		owner: { readonly userId: string; readonly spaceId: string; readonly isNew: boolean },
		connection: Connection,
		rules: Rules,
		now: () => number,
		finder: (contacts: () => Promise<readonly ContactSummary[]>) => Finder
	) {
		this.userId = owner.userId;
		this.spaceId = owner.spaceId;
		this.isNew = owner.isNew;
		this.connection = connection;
		this.rules = rules;
		this.#now = now;
		this.remembered = new RememberedAnswers(connection);
		this.#contacts = new ContactList(connection, rules);
		this.#touches = new TouchList(connection, rules);
		this.#finder = finder(() => this.contacts());
	}

	newId(): string {
		return uuidv7(this.#now());
	}

	put<C extends CollectionName>(
		collection: C,
		id: string,
		patch: Patch<C>,
		options?: PutOptions<C>
	): Promise<void> {
		const from = options?.from?.fields;
		return this.#save([
			{ op: 'put', collection, id, patch: { ...patch }, from: from && { ...from } }
		]);
	}

	putAll(changes: readonly Change[]): Promise<void> {
		return this.#save(
			changes.map((change) =>
				change.op === 'put' ? { ...change, patch: { ...change.patch } } : change
			)
		);
	}

	remove(collection: CollectionName, id: string): Promise<void> {
		return this.#save([{ op: 'delete', collection, id }]);
	}

	restore(collection: CollectionName, id: string): Promise<void> {
		return this.#save([{ op: 'restore', collection, id }]);
	}

	async get<C extends CollectionName>(collection: C, id: string): Promise<Row<C> | undefined> {
		const [found] = await this.#rows(collection, [id]);
		return found;
	}

	list<C extends CollectionName>(
		collection: C,
		having?: keyof Row<C>['fields'] & string
	): Promise<readonly Row<C>[]> {
		return this.#holding(collection, having && `"${having}"`);
	}

	async about<C extends Personal>(
		collection: C,
		contactId: string,
		limit = Number.POSITIVE_INFINITY
	): Promise<readonly Row<C>[]> {
		const rows = hasList(collection)
			? await this.#naming(collection, contactId, limit)
			: await this.#holding(collection, contactId);
		return rows
			.filter((row) => !row.deleted && names(row, contactId))
			.sort((a, b) => timeOf(b) - timeOf(a))
			.slice(0, limit);
	}

	async since<C extends 'note' | 'interaction'>(
		collection: C,
		day: string
	): Promise<readonly Row<C>[]> {
		const rows: Row<C>[] = [];
		await eachSince(this.connection, { collection, day }, this.rules, (id, shown) => {
			if (!shown.deleted) rows.push(toRow(collection, id, shown));
		});
		return rows;
	}

	async recentNotes(limit: number): Promise<readonly Row<'note'>[]> {
		const ids = await this.connection.run('readonly', viewStores, (tx) => newestNotes(tx, limit));
		const rows = await this.#rows('note', ids);
		return rows.filter(({ deleted }) => !deleted).slice(0, limit);
	}

	contacts(): Promise<readonly ContactSummary[]> {
		return this.#contacts.all();
	}

	/**
	 * Hears of rows of a first pull once they are stored, with their entry in the log of changes, if no
	 * change of this device lies over them; see {@link ContactList.take}.
	 */
	take(entry: number, rows: readonly Incoming[]): void {
		this.#contacts.take(entry, rows);
	}

	touches(today: string): Promise<Touches> {
		return this.#touches.all(today);
	}

	async trash(): Promise<readonly Row[]> {
		const candidates = await this.connection.run('readonly', ['list'], candidatesInTrash);
		const rows = await Promise.all(
			[...candidates].map(([collection, ids]) => this.#rows(collection, ids))
		);
		return rows
			.flat()
			.filter(({ deleted }) => deleted)
			.sort((a, b) => b.createdAt - a.createdAt);
	}

	search(
		query: string,
		limit: number,
		among: readonly Searched[] = searched
	): Promise<readonly Hit[]> {
		return this.#finder.search(query, limit, among);
	}

	subscribe(listener: (touched: ReadonlySet<CollectionName>) => void): () => void {
		return this.connection.channel.listen(({ touched }) => listener(touched));
	}

	pendingCount(): Promise<number> {
		return this.connection.run('readonly', ['outbox'], async (tx) => {
			const phases = tx.objectStore('outbox').index('phase');
			return phases.count(inPhase(Phase.waiting, Phase.sealed));
		});
	}

	/** How many changes only this device has: those that wait, and those that the server refused. */
	async unsyncedCount(): Promise<number> {
		const parked = await this.connection.run('readonly', ['parked'], (tx) =>
			tx.objectStore('parked').count()
		);
		return parked + (await this.pendingCount());
	}

	close(): void {
		this.#finder.close();
		this.connection.close();
	}

	/** Packs and tidies what has piled up, or `always` whatever there is; for quiet moments. */
	async maintain(always = false): Promise<void> {
		const stores = ['touched', 'row', 'sync'] as const;
		const [entries, touched, rows, gen] = await this.connection.run('readonly', stores, (tx) =>
			Promise.all([
				tx.objectStore('touched').count(),
				rowsInLog(tx),
				tx.objectStore('row').count(),
				generation(tx)
			])
		);
		if (always || entries >= manyEntries || touched >= manyRows) await this.#catchUp();
		if (!always && rows < manyRows) return;
		const move = (tx: Tx<'readwrite'>) => compactRows(tx, gen, rowsAtOnce);
		while (await this.connection.run('readwrite', ['chunk', 'row'], move));
	}

	/** Stores what is derived from the rows, so that the log of changes can be short again. */
	async #catchUp(): Promise<void> {
		await this.#contacts.save();
		await this.#touches.save();
		await this.#finder.save();
		await this.connection.run('readwrite', ['touched', 'derived', 'list'], async (tx) => {
			await pruneLog(tx);
			await compactLists(tx);
		});
	}

	#save(changes: readonly Edit[]): Promise<void> {
		return save(this.connection, changes, this.rules, this.#now);
	}

	/** The live records of a collection that hold a text somewhere, or all of them. */
	async #holding<C extends CollectionName>(collection: C, text?: string): Promise<Row<C>[]> {
		const seen = await this.connection.run('readonly', viewStores, (tx) =>
			allViews(tx, collection, this.rules, text)
		);
		return [...seen].flatMap(([id, shown]) =>
			shown.deleted ? [] : [toRow(collection, id, shown)]
		);
	}

	async #rows<C extends CollectionName>(collection: C, ids: readonly string[]): Promise<Row<C>[]> {
		const seen = await this.connection.run('readonly', viewStores, (tx) =>
			views(tx, collection, ids, this.rules)
		);
		return seen.map(([id, shown]) => toRow(collection, id, shown));
	}

	/** Notes or interactions that may name the contact; of many only the newest. */
	async #naming<C extends CollectionName>(
		collection: C & Listed,
		contactId: string,
		limit: number
	): Promise<Row<C>[]> {
		const candidates = await this.connection.run('readonly', ['list'], (tx) =>
			candidatesAbout(tx, collection, contactId)
		);
		const newest = candidates
			.map(({ id, at }) => ({ id, time: Date.parse(at) || madeAt(id) }))
			.sort((a, b) => b.time - a.time);
		const rows: Row<C>[] = [];
		let live = 0;
		// Some candidates will turn out not to belong, so there may be a second helping.
		for (let start = 0; start < newest.length && live < limit;) {
			const part = newest.slice(start, start + Math.max(limit, 32));
			start += part.length;
			const own = await this.#rows(
				collection,
				part.map(({ id }) => id)
			);
			live += own.filter((row) => !row.deleted && names(row, contactId)).length;
			rows.push(...own);
		}
		return rows;
	}
}

/** The collections of which a list tells who is named; the others are small. */
type Listed = 'note' | 'interaction';

function hasList<C extends CollectionName>(collection: C): collection is C & Listed {
	return collection === 'note' || collection === 'interaction';
}

/** The row of a view. */
function toRow<C extends CollectionName>(collection: C, id: string, shown: View): Row<C> {
	return {
		id,
		collection,
		// The server has checked confirmed fields against the definition, and patches are typed by it.
		fields: nest(shown.fields) as unknown as Row<C>['fields'],
		version: shown.version,
		pending: shown.pending,
		deleted: shown.deleted,
		createdAt: madeAt(id)
	};
}

/** Ids of the newest notes, newest first; more than `limit`, as changes that wait may delete some. */
async function newestNotes(tx: Tx, limit: number): Promise<string[]> {
	const gen = await generation(tx);
	const range = rangeOf(gen, 'note');
	const waiting = entriesIn('note');
	const [rows, entries] = await Promise.all([
		tx.objectStore('row').getAll(range),
		tx.objectStore('outbox').index('record').getAll(waiting)
	]);
	const single = new Set(rows.map((line) => splitLine(line).id));
	const ids = new Set([...rows.filter(isLive).map((line) => splitLine(line).id)]);
	let cursor = await tx.objectStore('chunk').openCursor(range, 'prev');
	for (let live = 0; cursor !== null && live <= limit; cursor = await cursor.continue()) {
		const lines = linesOf(cursor.value).filter(isLive);
		const over = lines.map((line) => splitLine(line).id).filter((id) => !single.has(id));
		for (const id of over) ids.add(id);
		live += over.length;
	}
	for (const { id } of entries) ids.add(id);
	return [...ids]
		.sort()
		.reverse()
		.slice(0, limit + new Set(entries.map(({ id }) => id)).size);
}

function isLive(line: string): boolean {
	return !line.includes('"deleted":true');
}

function names(row: Row, contactId: string): boolean {
	const contact = 'contact' in row.fields ? row.fields.contact : undefined;
	const contacts = 'contacts' in row.fields ? row.fields.contacts : undefined;
	return contact === contactId || (contacts !== undefined && contactId in contacts);
}

/** When it happened, or if that is not said, when it was written down. */
function timeOf(row: Row): number {
	const at = 'at' in row.fields ? row.fields.at : undefined;
	return (at !== undefined && Date.parse(at)) || row.createdAt;
}
