import { beginsAll, excerpt, fold, wordsOf } from '#lib/search/words.ts';

import type { Connection } from './connection.ts';
import { linesOf, splitLine } from './lines.ts';
import { namedIn } from './lists.ts';
import type { Finder } from './local-database.ts';
import { textOf, type Rules, type View } from './pending.ts';
import { generation, rangeOf, views, viewStores } from './read.ts';
import {
	looseIds,
	searched,
	searchedText,
	type Findings,
	type FoundRecord,
	type Searched,
	type Wanted
} from './searched.ts';
import type { ContactSummary, Hit } from './types.ts';
import { madeAt } from './uuid.ts';

/** Where the index lives: in a worker, or here. */
export interface IndexHost {
	/** `undefined` as long as the index is not there. */
	search(wanted: Wanted): Promise<Findings | undefined>;
	/** Whether the index is there, once that is known. */
	whenReady(): Promise<boolean>;
	save(): Promise<void>;
	close(): void;
}

/**
 * Finds contacts by their list and texts by the index. As long as that is being
 * loaded or built, as much is looked through as one likes to wait for; whoever
 * watches the answer is told to ask again when the index is there.
 */
export class IndexFinder implements Finder {
	readonly #connection: Connection;
	readonly #rules: Rules;
	readonly #contacts: () => Promise<readonly ContactSummary[]>;
	readonly #host: IndexHost;
	#isAwaited = false;

	constructor(
		connection: Connection,
		rules: Rules,
		contacts: () => Promise<readonly ContactSummary[]>,
		host: IndexHost
	) {
		this.#connection = connection;
		this.#rules = rules;
		this.#contacts = contacts;
		this.#host = host;
	}

	async search(query: string, limit: number, among: readonly Searched[]): Promise<readonly Hit[]> {
		const asked = wordsOf(query);
		if (asked.length === 0) return [];
		const wanted = { words: asked, limit, among };
		const known = await this.#host.search(wanted);
		if (known === undefined) void this.#tellOnceReady();
		const { records, words } = known ?? (await this.#scan(wanted));
		const ids = Map.groupBy(records, ({ collection }) => collection);
		const [people, ...texts] = await Promise.all([
			this.#people(ids.get('contact') ?? [], words),
			this.#texts('note', ids.get('note') ?? [], words),
			this.#texts('interaction', ids.get('interaction') ?? [], words)
		]);
		const newestFirst = texts.flat().sort((a, b) => b.createdAt - a.createdAt);
		return [...people, ...newestFirst].slice(0, limit);
	}

	save(): Promise<void> {
		return this.#host.save();
	}

	close(): void {
		this.#host.close();
	}

	/** Has what was searched without the index searched again. */
	async #tellOnceReady(): Promise<void> {
		if (this.#isAwaited) return;
		this.#isAwaited = true;
		const isReady = await this.#host.whenReady();
		this.#isAwaited = false;
		if (isReady) this.#connection.channel.tellHere({ touched: new Set(searched) });
	}

	/** Those whose name begins with what was typed, then those of whom a word does, then the others. */
	async #people(found: readonly FoundRecord[], words: readonly string[]): Promise<Hit[]> {
		if (found.length === 0) return [];
		const ids = new Set(found.map(({ id }) => id));
		const list = (await this.#contacts()).filter(({ id }) => ids.has(id));
		const rank = ({ folded }: ContactSummary) => {
			if (folded.startsWith(words.join(' '))) return 0;
			return beginsAll(folded, words) ? 1 : 2;
		};
		return list
			.map((contact) => ({ contact, rank: rank(contact) }))
			.sort((a, b) => a.rank - b.rank)
			.map(({ contact: { id, fullName: text } }): Hit => {
				const rest = { contacts: [], confidential: false, createdAt: madeAt(id), words };
				return { collection: 'contact', id, text, ...rest };
			});
	}

	/** Looked up and looked at again: the index may be a moment behind. */
	async #texts(
		collection: 'note' | 'interaction',
		found: readonly FoundRecord[],
		words: readonly string[]
	): Promise<Hit[]> {
		if (found.length === 0) return [];
		const ids = found.map(({ id }) => id);
		const seen = await this.#connection.run('readonly', viewStores, (tx) =>
			views(tx, collection, ids, this.#rules)
		);
		return seen.flatMap(([id, { deleted, fields }]) => {
			if (deleted) return [];
			const text = excerpt(textOf(fields['body']), words);
			const contacts = namedIn(fields);
			const confidential = fields['confidential'] === true;
			return [{ collection, id, text, contacts, confidential, createdAt: madeAt(id), words }];
		});
	}

	/** Looks through the names of people, and through texts from the newest on, for as long as one likes to wait. */
	async #scan({ words, limit, among }: Wanted): Promise<Findings> {
		const contacts = among.includes('contact') ? await this.#contacts() : [];
		const people = contacts.filter(({ folded }) => beginsAll(folded, words)).slice(0, limit);
		const until = performance.now() + patience;
		const texts: FoundRecord[] = [];
		for (const collection of among) {
			if (collection === 'contact') continue;
			for await (const seen of this.#newestFirst(collection)) {
				const matches = seen.filter(([, shown]) => !shown.deleted && has(collection, shown, words));
				texts.push(...matches.map(([id]) => ({ collection, id })));
				if (texts.length >= limit || performance.now() > until) break;
			}
		}
		const records = [...people.map(({ id }) => ({ collection: 'contact' as const, id })), ...texts];
		return { records, words };
	}

	/** What lies loose, then chunk by chunk. */
	async *#newestFirst(collection: Listed): AsyncGenerator<[string, View][]> {
		const see = (ids: readonly string[]) =>
			this.#connection.run('readonly', viewStores, (tx) => views(tx, collection, ids, this.#rules));
		yield see(await looseIds(this.#connection, collection));
		const keys = await this.#connection.run('readonly', ['sync', 'chunk'], async (tx) =>
			tx.objectStore('chunk').getAllKeys(rangeOf(await generation(tx), collection))
		);
		for (const key of keys.reverse()) {
			const chunk = await this.#connection.run('readonly', ['chunk'], (tx) =>
				tx.objectStore('chunk').get(key)
			);
			yield see(linesOf(chunk ?? '').map((line) => splitLine(line).id));
		}
	}
}

type Listed = 'note' | 'interaction';

/** Milliseconds that a search without the index may take. */
const patience = 150;

function has(collection: Listed, shown: View, words: readonly string[]): boolean {
	return beginsAll(fold(searchedText(collection, shown)), words);
}
