import { buildSegment, idBytes, OpenSegment, type Doc, type Segment } from './segment.ts';

/** A document that was found. */
export interface Found {
	readonly id: string;
	readonly kind: number;
}

/** A segment as it is stored, with the documents of it that no longer count. */
export interface StoredSegment extends Segment {
	readonly dead: Uint8Array;
}

/** So many documents make a segment of their own; until then they are looked through one by one. */
const segmentSize = 4096;
/** More segments than that are not kept apart. */
const manySegments = 8;

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

	/** The documents in which each of the words begins some word, newest first, at most `limit` of each kind. */
	search(words: readonly string[], limit: number): Found[] {
		if (words.length === 0) return [];
		const found: Found[] = [];
		for (const doc of this.#recent.values()) {
			if (words.every((word) => doc.words.some((own) => own.startsWith(word)))) found.push(doc);
		}
		for (const segment of this.#segments) found.push(...newest(segment.search(words), limit));
		found.sort((a, b) => (a.id < b.id ? 1 : -1));
		return newest(found, limit);
	}

	/** All of it, to be stored. Segments that were stored before are the same objects. */
	store(): StoredSegment[] {
		if (this.#recent.size > 0) this.#close();
		return this.#segments.map(({ segment, dead }) => ({ ...segment, dead }));
	}

	#close(): void {
		this.#segments.push(new OpenSegment(buildSegment(this.#recent.values())));
		this.#recent.clear();
		if (this.#segments.length > manySegments) this.#join();
	}

	/** Joins the smaller half of the segments. */
	#join(): void {
		const bySize = this.#segments.toSorted((a, b) => b.live - a.live);
		const small = new Set(bySize.slice(manySegments / 2));
		const docs = [...small].flatMap((segment) => segment.docs());
		const joined = new OpenSegment(buildSegment(docs));
		this.#segments = [...this.#segments.filter((segment) => !small.has(segment)), joined];
	}
}

/** The first `limit` of each kind. */
function newest(found: Iterable<Found>, limit: number): Found[] {
	const counts = new Map<number, number>();
	const first: Found[] = [];
	for (const { id, kind } of found) {
		const count = (counts.get(kind) ?? 0) + 1;
		counts.set(kind, count);
		if (count <= limit) first.push({ id, kind });
	}
	return first;
}
