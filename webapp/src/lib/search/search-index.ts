import {
	buildSegment,
	idBytes,
	OpenSegment,
	SegmentBuilder,
	type Doc,
	type FoundDoc,
	type Kinds,
	type Segment
} from './segment.ts';
import { nearlyBegins, shortest } from './typos.ts';
import { begunBy, nearlyBegunBy } from './vocabulary.ts';

/** A segment as it is stored, with the documents of it that no longer count. */
export interface StoredSegment extends Segment {
	readonly dead: Uint8Array;
}

/** What a search is for. */
export interface Query {
	/** Beginnings of words, folded. */
	readonly words: readonly string[];
	/** Documents of each kind, at most. */
	readonly limit: number;
	readonly kinds: Kinds;
}

/** What a search found. */
export interface Answer {
	/** Newest first. */
	readonly docs: readonly FoundDoc[];
	/** The words of the query, and those that it may have meant. */
	readonly words: readonly string[];
}

/** So many documents make a segment of their own; until then they are looked through one by one. */
const segmentSize = 4096;
/**
 * A segment that is built at once holds so many: few enough that the newest one often has all that
 * is shown of what two letters begin, which a good many words do.
 */
const largeSegment = 2 ** 15;
/** More segments of less than half of that are not kept apart. */
const manySegments = 8;
/** Whoever finds fewer documents may have made a slip. */
const few = 3;

/**
 * The words of all documents. New and changed documents are kept aside until
 * there are enough of them for a segment; small segments are joined.
 */
export class SearchIndex {
	#segments: OpenSegment[];
	readonly #recent = new Map<string, Doc>();

	constructor(stored: readonly StoredSegment[] = []) {
		this.#segments = stored.map(({ dead, ...segment }) => new OpenSegment(segment, dead));
	}

	/** How many documents there are. */
	get size(): number {
		return this.#segments.reduce((sum, { live }) => sum + live, this.#recent.size);
	}

	/** Puts documents in, in place of those with their ids. */
	put(docs: Iterable<Doc>): void {
		for (const doc of docs) {
			this.remove(doc.id);
			this.#recent.set(doc.id, doc);
		}
		if (this.#recent.size >= segmentSize) this.#close();
	}

	/** Takes a document out. */
	remove(id: string): void {
		if (this.#recent.delete(id)) return;
		// The newest segments hold what was changed last.
		const bytes = idBytes(id);
		this.#segments.findLast((segment) => segment.bury(bytes));
	}

	/**
	 * Begins to put in many documents that the index does not hold, in the order
	 * of their ids. They are found once `end` was called.
	 */
	fill(): { readonly add: (docs: Iterable<Doc>) => void; readonly end: () => void } {
		let builder = new SegmentBuilder();
		const end = () => {
			if (builder.size > 0) this.#segments.push(new OpenSegment(builder.segment()));
			builder = new SegmentBuilder();
		};
		const add = (docs: Iterable<Doc>) => {
			for (const doc of docs) builder.add(doc);
			if (builder.size >= largeSegment) end();
		};
		return { add, end };
	}

	/**
	 * The documents in which each of the words begins some word; or, where those
	 * are few, nearly begins one.
	 */
	search(query: Query): Answer {
		const { words } = query;
		if (words.length === 0) return { docs: [], words };
		const exact = this.#exact(query);
		if (exact.length >= few || words.every(({ length }) => length < shortest)) {
			return { docs: exact, words };
		}
		return this.#tolerant(query, exact);
	}

	/** All of it, to be stored. Segments that were stored before are the same objects. */
	store(): StoredSegment[] {
		if (this.#recent.size > 0) this.#close();
		return this.#segments.map(({ segment, dead }) => ({ ...segment, dead }));
	}

	#exact({ words, limit, kinds }: Query): FoundDoc[] {
		const found: FoundDoc[] = [];
		const begun = (own: readonly string[]) =>
			words.every((word) => own.some((other) => other.startsWith(word)));
		for (const doc of this.#recent.values()) if (begun(doc.words)) found.push(doc);
		for (const segment of this.#newestFirst()) {
			const open = openKinds(found, segment.newest, limit, kinds);
			if (!segment.holdsAny(open)) continue;
			const groups = words.map((word) => begunBy(segment.terms, word));
			found.push(...segment.search(groups, limit, open));
		}
		return newest(found, limit, kinds);
	}

	#newestFirst(): OpenSegment[] {
		return this.#segments.toSorted((a, b) => (a.newest < b.newest ? 1 : -1));
	}

	/** What was found, then what is found by words that are nearly those of the query. */
	#tolerant({ words, limit, kinds }: Query, exact: readonly FoundDoc[]): Answer {
		const meant = new Set(words);
		const found: FoundDoc[] = [];
		const near = (term: string, word: string) =>
			term.startsWith(word) || (word.length >= shortest && nearlyBegins(term, word));
		for (const doc of this.#recent.values()) {
			const groups = words.map((word) => doc.words.filter((term) => near(term, word)));
			if (groups.some(({ length }) => length === 0)) continue;
			found.push(doc);
			for (const term of groups.flat()) meant.add(term);
		}
		for (const segment of this.#segments) {
			if (!segment.holdsAny(kinds)) continue;
			const { terms } = segment;
			const groups = words.map((word) =>
				word.length < shortest ? begunBy(terms, word) : nearlyBegunBy(terms, word)
			);
			const docs = segment.search(groups, limit, kinds);
			found.push(...docs);
			if (docs.length > 0) for (const place of groups.flat()) meant.add(terms[place] ?? '');
		}
		const known = new Set(exact.map(({ id }) => id));
		const more = newest(
			found.filter(({ id }) => !known.has(id)),
			limit,
			kinds
		);
		if (more.length === 0) return { docs: exact, words };
		return { docs: [...exact, ...more], words: [...meant] };
	}

	#close(): void {
		this.#segments.push(new OpenSegment(buildSegment(this.#recent.values())));
		this.#recent.clear();
		this.#join();
	}

	/** Makes one of the small segments, if there are too many. */
	#join(): void {
		const small = new Set(this.#segments.filter(({ live }) => live < largeSegment / 2));
		if (small.size <= manySegments) return;
		const docs = [...small].flatMap((segment) => segment.docs());
		const joined = new OpenSegment(buildSegment(docs));
		this.#segments = [...this.#segments.filter((segment) => !small.has(segment)), joined];
	}
}

/** The kinds of which fewer than `limit` were found that are newer than `id`. */
function openKinds(found: readonly FoundDoc[], id: string, limit: number, kinds: Kinds): Kinds {
	const counts = new Map([...kinds].map((kind) => [kind, 0]));
	for (const doc of found) {
		const count = counts.get(doc.kind);
		if (count !== undefined && doc.id > id) counts.set(doc.kind, count + 1);
	}
	return new Set([...counts].flatMap(([kind, count]) => (count < limit ? [kind] : [])));
}

/** The newest `limit` of each kind, newest first. */
function newest(found: readonly FoundDoc[], limit: number, kinds: Kinds): FoundDoc[] {
	const counts = new Map<number, number>();
	return found
		.toSorted((a, b) => (a.id < b.id ? 1 : -1))
		.flatMap(({ id, kind }) => {
			const count = (counts.get(kind) ?? 0) + 1;
			counts.set(kind, count);
			return count <= limit && kinds.has(kind) ? [{ id, kind }] : [];
		});
}
