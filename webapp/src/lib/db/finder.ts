import { beginsAll, excerpt, fold, wordsOf } from '#lib/search/words.ts';

import type { Connection } from './connection.ts';
import { linesOf, splitLine } from './lines.ts';
import { namedIn } from './lists.ts';
import type { Finder } from './local-database.ts';
import { textOf, type Rules, type View } from './pending.ts';
import { generation, rangeOf, views, viewStores } from './read.ts';
import { looseIds, searchedText, type FoundRecord } from './searched.ts';
import type { ContactSummary, Hit } from './types.ts';
import { madeAt } from './uuid.ts';

/** Where the index lives: in a worker, or here. */
export interface IndexHost {
	/** `undefined` as long as the index is not there. */
	search(words: readonly string[], limit: number): Promise<readonly FoundRecord[] | undefined>;
	save(): Promise<void>;
	close(): void;
}

/**
 * Finds contacts by their list and texts by the index. As long as that is being
 * built, everything is looked through, which finds the same and takes longer.
 */
export class IndexFinder implements Finder {
	readonly #connection: Connection;
	readonly #rules: Rules;
	readonly #contacts: () => Promise<readonly ContactSummary[]>;
	readonly #host: IndexHost;

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

	async search(query: string, limit: number): Promise<readonly Hit[]> {
		const words = wordsOf(query);
		if (words.length === 0) return [];
		const found = (await this.#host.search(words, limit)) ?? (await this.#scan(words, limit));
		const ids = Map.groupBy(found, ({ collection }) => collection);
		const people = await this.#people(ids.get('contact') ?? [], words);
		const texts = await Promise.all([
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
			.map(({ contact: { id, fullName } }): Hit => {
				return { collection: 'contact', id, text: fullName, contacts: [], createdAt: madeAt(id) };
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
			return [{ collection, id, text, contacts: namedIn(fields), createdAt: madeAt(id) }];
		});
	}

	/** Looks through the names of people, and through texts from the newest on, for as long as one likes to wait. */
	async #scan(words: readonly string[], limit: number): Promise<FoundRecord[]> {
		const people = (await this.#contacts()).filter(({ folded }) => beginsAll(folded, words));
		const until = performance.now() + patience;
		const texts: FoundRecord[] = [];
		for (const collection of ['note', 'interaction'] as const) {
			for await (const seen of this.#newestFirst(collection)) {
				const matches = seen.filter(([, shown]) => !shown.deleted && has(collection, shown, words));
				texts.push(...matches.map(([id]) => ({ collection, id })));
				if (texts.length >= limit || performance.now() > until) break;
			}
		}
		return [...people.map(({ id }) => ({ collection: 'contact' as const, id })), ...texts];
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
