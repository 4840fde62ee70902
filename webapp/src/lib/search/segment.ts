/**
 * An immutable part of the index: which words occur in which documents.
 *
 * Documents are numbered in the order of their ids, which begin with the time
 * of their making; so a higher number is a newer document. Words are sorted, so
 * that those with a common beginning are neighbours. For each word the numbers
 * of its documents are stored as differences, in as few bytes as they need.
 */

/** What is searched for: an id, what kind of thing it names, and its words. */
export interface Doc {
	/** A UUID. */
	readonly id: string;
	/** A small number that the caller chooses. */
	readonly kind: number;
	readonly words: readonly string[];
}

/** A document that was found. */
export interface FoundDoc {
	readonly id: string;
	readonly kind: number;
}

/** Kinds of documents that are asked for. */
export type Kinds = ReadonlySet<number>;

/** A segment as it is stored. */
export interface Segment {
	/** 16 bytes a document. */
	readonly ids: Uint8Array;
	readonly kinds: Uint8Array;
	/** All words, sorted, with a line end between them. */
	readonly terms: string;
	/** Where in `postings` each word begins, and the end. */
	readonly offsets: Uint32Array;
	readonly postings: Uint8Array;
}

/** Builds a segment; of two documents with one id the later one counts. */
export function buildSegment(docs: Iterable<Doc>): Segment {
	const byId = new Map<string, Doc>();
	for (const doc of docs) byId.set(doc.id, doc);
	const builder = new SegmentBuilder();
	for (const doc of [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) builder.add(doc);
	return builder.segment();
}

/** Builds a segment of documents that come in the order of their ids; of each it keeps no more than its numbers. */
export class SegmentBuilder {
	readonly #ids: Uint8Array[] = [];
	readonly #kinds: number[] = [];
	readonly #lists = new Map<string, Numbers>();

	get size(): number {
		return this.#kinds.length;
	}

	/** Adds a document, whose id must be higher than all before it. */
	add({ id, kind, words }: Doc): void {
		const n = this.#kinds.length;
		this.#ids.push(idBytes(id));
		this.#kinds.push(kind);
		for (const word of words) {
			let list = this.#lists.get(word);
			if (list === undefined) this.#lists.set(word, (list = new Numbers()));
			list.add(n);
		}
	}

	segment(): Segment {
		return toSegment(this.#ids, this.#kinds, this.#lists);
	}
}

/** Sorted lists of numbers, growing at their ends, as differences of variable length. */
class Numbers {
	#bytes = new Uint8Array(8);
	#length = 0;
	#last = -1;

	add(n: number): void {
		if (n === this.#last) return;
		let difference = n - this.#last;
		this.#last = n;
		if (this.#length + 5 > this.#bytes.length) {
			const longer = new Uint8Array(this.#bytes.length * 2);
			longer.set(this.#bytes);
			this.#bytes = longer;
		}
		for (; difference > 127; difference >>>= 7) this.#bytes[this.#length++] = difference | 128;
		this.#bytes[this.#length++] = difference;
	}

	get bytes(): Uint8Array {
		return this.#bytes.subarray(0, this.#length);
	}
}

function toSegment(
	ids: readonly Uint8Array[],
	kinds: readonly number[],
	lists: ReadonlyMap<string, Numbers>
): Segment {
	const words = [...lists.keys()].sort();
	const parts = words.map((word) => lists.get(word)?.bytes ?? new Uint8Array());
	const offsets = new Uint32Array(words.length + 1);
	parts.forEach(({ length }, i) => (offsets[i + 1] = (offsets[i] ?? 0) + length));
	return {
		ids: concat(ids, 16 * ids.length),
		kinds: Uint8Array.from(kinds),
		terms: words.join('\n'),
		offsets,
		postings: concat(parts, offsets[words.length] ?? 0)
	};
}

function concat(parts: readonly Uint8Array[], length: number): Uint8Array {
	const whole = new Uint8Array(length);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}

/** A segment ready to be asked, with the documents that no longer count. */
export class OpenSegment {
	readonly segment: Segment;
	readonly size: number;
	/** One byte a document; not 0: the document was replaced or is gone. */
	readonly dead: Uint8Array;
	#deadCount: number;
	readonly #terms: readonly string[];
	readonly #seen: Uint8Array;
	readonly #kinds: Kinds;
	/** The id of the newest document, '' if there is none. */
	readonly newest: string;

	constructor(segment: Segment, dead: Uint8Array = new Uint8Array(segment.kinds.length)) {
		this.segment = segment;
		this.size = segment.kinds.length;
		this.dead = dead;
		this.#deadCount = dead.reduce((sum, byte) => sum + byte, 0);
		this.#terms = segment.terms === '' ? [] : segment.terms.split('\n');
		this.#seen = new Uint8Array(this.size);
		this.#kinds = new Set(segment.kinds);
		this.newest = this.size === 0 ? '' : this.#doc(this.size - 1).id;
	}

	/** How many documents still count. */
	get live(): number {
		return this.size - this.#deadCount;
	}

	/** Whether it has documents of one of the kinds. */
	holdsAny(kinds: Kinds): boolean {
		return !this.#kinds.isDisjointFrom(kinds);
	}

	/** Lets a document no longer count; false if it is not in here. */
	bury(id: Uint8Array): boolean {
		const n = this.#find(id);
		if (n === undefined || this.dead[n] === 1) return false;
		this.dead[n] = 1;
		this.#deadCount++;
		return true;
	}

	/** The whole vocabulary, sorted. */
	get terms(): readonly string[] {
		return this.#terms;
	}

	/**
	 * The documents, newest first, that hold a word of each of the groups of
	 * places; at most `limit` of each of the kinds that are asked for.
	 */
	search(groups: readonly (readonly number[])[], limit: number, kinds: Kinds): FoundDoc[] {
		const seen = this.#seen.fill(0);
		groups.forEach((terms, nth) => {
			for (const term of terms) this.#mark(term, nth, seen);
		});
		const left = new Map([...kinds].map((kind) => [kind, limit]));
		const found: FoundDoc[] = [];
		for (let n = this.size - 1; n >= 0 && left.size > 0; n--) {
			if (seen[n] !== groups.length || this.dead[n] !== 0) continue;
			const kind = this.segment.kinds[n] ?? 0;
			const room = left.get(kind);
			if (room === undefined) continue;
			found.push(this.#doc(n));
			if (room === 1) left.delete(kind);
			else left.set(kind, room - 1);
		}
		return found;
	}

	/** All documents that still count, with their words. */
	docs(): Doc[] {
		const words = Array.from({ length: this.size }, (): string[] => []);
		this.#terms.forEach((term, i) => {
			this.#each(i, (n) => words[n]?.push(term));
		});
		return words.flatMap((own, n) => (this.dead[n] === 0 ? [{ ...this.#doc(n), words: own }] : []));
	}

	#mark(term: number, nth: number, seen: Uint8Array): void {
		this.#each(term, (n) => {
			if (seen[n] === nth) seen[n] = nth + 1;
		});
	}

	#each(term: number, visit: (n: number) => void): void {
		const { offsets, postings } = this.segment;
		const end = offsets[term + 1] ?? 0;
		let n = -1;
		for (let at = offsets[term] ?? 0; at < end;) {
			let difference = 0;
			let byte = 0;
			let shift = 0;
			do {
				byte = postings[at++] ?? 0;
				difference |= (byte & 127) << shift;
				shift += 7;
			} while (byte & 128);
			n += difference;
			visit(n);
		}
	}

	#find(id: Uint8Array): number | undefined {
		let [low, high] = [0, this.size];
		// Most ids that are looked for are newer than all in here.
		if (high === 0 || this.#compare(high - 1, id) < 0) return undefined;
		while (low < high) {
			const middle = (low + high) >> 1;
			const order = this.#compare(middle, id);
			if (order === 0) return middle;
			if (order < 0) low = middle + 1;
			else high = middle;
		}
		return undefined;
	}

	#compare(n: number, id: Uint8Array): number {
		for (let i = 0; i < 16; i++) {
			const difference = (this.segment.ids[16 * n + i] ?? 0) - (id[i] ?? 0);
			if (difference !== 0) return difference;
		}
		return 0;
	}

	#doc(n: number): FoundDoc {
		const { ids, kinds } = this.segment;
		return { id: idText(ids.subarray(16 * n, 16 * n + 16)), kind: kinds[n] ?? 0 };
	}
}

/** The 16 bytes of a UUID. */
export function idBytes(id: string): Uint8Array {
	const hex = id.replaceAll('-', '');
	return Uint8Array.from({ length: 16 }, (_, i) =>
		Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
	);
}

function idText(bytes: Uint8Array): string {
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
