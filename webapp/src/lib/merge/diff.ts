/** The difference of two texts as runs of tokens, the same as that of internal/record/diff.go. */
import type { Vocabulary } from './tokens.ts';

/** Says that `a[a0:a1]` became `b[b0:b1]`. */
export interface Hunk {
	readonly a0: number;
	readonly a1: number;
	readonly b0: number;
	readonly b1: number;
}

/**
 * The number of edits that one search may follow is `searchBudget` divided by the number of tokens,
 * within these bounds.
 */
const searchBudget = 4_000_000;
const minSearch = 16;
const maxSearch = 1024;

/**
 * How many tokens a diff may compare, and diagonals it may look at, in all of its searches. It is
 * counted, not timed, so that it ends at the same place on every machine and on the server.
 */
const maxSteps = 6_000_000;

/**
 * Returns the hunks that make `b` of `a`, in order, with at least one token kept between any two.
 * It is Myers' algorithm in linear space (An O(ND) Difference Algorithm and Its Variations, 1986),
 * with two changes that make it fast: tokens that only one side has are set aside first, and a
 * search that takes too long settles for the furthest point that it has reached. The result is then
 * still right, only not the shortest. Where even that takes more than `maxSteps`, it gives up and
 * returns `undefined`.
 */
export function diff(a: Int32Array, b: Int32Array): Hunk[] | undefined {
	const goneA = new Uint8Array(a.length);
	const newB = new Uint8Array(b.length);
	const differ = new Differ(common(a, b, goneA), common(b, a, newB), goneA, newB);
	return differ.run() ? hunks(goneA, newB) : undefined;
}

/** Tokens that both sides have, and their places in the whole. */
interface Common {
	readonly tokens: Int32Array;
	readonly places: Int32Array;
}

/** Returns the tokens of `a` that `b` has too. The others are marked in `alone`. */
function common(a: Int32Array, b: Int32Array, alone: Uint8Array): Common {
	let highest = -1;
	for (const token of b) if (token > highest) highest = token;
	const has = new Uint8Array(highest + 1);
	for (const token of b) has[token] = 1;
	const tokens = new Int32Array(a.length);
	const places = new Int32Array(a.length);
	let n = 0;
	for (let i = 0; i < a.length; i++) {
		const token = at(a, i);
		if (has[token] === 1) {
			tokens[n] = token;
			places[n++] = i;
		} else {
			alone[i] = 1;
		}
	}
	return { tokens: tokens.subarray(0, n), places: places.subarray(0, n) };
}

class Differ {
	readonly #a: Int32Array;
	readonly #b: Int32Array;
	readonly #atA: Int32Array;
	readonly #atB: Int32Array;
	readonly #goneA: Uint8Array;
	readonly #newB: Uint8Array;
	readonly #limit: number;
	/** Steps that are left. */
	#steps = maxSteps;
	/** The furthest x of each diagonal, from the beginning and from the end. */
	readonly #forward: Int32Array;
	readonly #backward: Int32Array;

	constructor(a: Common, b: Common, goneA: Uint8Array, newB: Uint8Array) {
		this.#a = a.tokens;
		this.#b = b.tokens;
		this.#atA = a.places;
		this.#atB = b.places;
		this.#goneA = goneA;
		this.#newB = newB;
		const n = this.#a.length + this.#b.length;
		this.#limit = Math.min(
			Math.max(Math.trunc(searchBudget / Math.max(n, 1)), minSearch),
			maxSearch
		);
		const size = 2 * Math.min(this.#limit, (n + 1) >> 1) + 3;
		this.#forward = new Int32Array(size);
		this.#backward = new Int32Array(size);
	}

	/** Marks all differences; false if that takes too many steps. */
	run(): boolean {
		return this.#solve(0, this.#a.length, 0, this.#b.length);
	}

	/** Marks the differences of `a[a0:a1]` and `b[b0:b1]`; false if no steps are left. */
	#solve(a0: number, a1: number, b0: number, b1: number): boolean {
		const a = this.#a;
		const b = this.#b;
		for (;;) {
			while (a0 < a1 && b0 < b1 && a[a0] === b[b0]) {
				a0++;
				b0++;
			}
			while (a0 < a1 && b0 < b1 && a[a1 - 1] === b[b1 - 1]) {
				a1--;
				b1--;
			}
			if (a0 === a1 || b0 === b1) break;
			const [x, y] = this.#split(a0, a1, b0, b1);
			if (this.#steps < 0 || !this.#solve(a0, x, b0, y)) return false;
			a0 = x;
			b0 = y;
		}
		for (; a0 < a1; a0++) this.#goneA[at(this.#atA, a0)] = 1;
		for (; b0 < b1; b0++) this.#newB[at(this.#atB, b0)] = 1;
		return true;
	}

	/**
	 * Returns a point on a shortest path from (a0, b0) to (a1, b1), or, if the search is given up, the
	 * furthest point that can be reached. Two searches run towards each other, from the beginning and
	 * from the end; where they meet is the point. Without steps left, the point means nothing.
	 */
	#split(a0: number, a1: number, b0: number, b1: number): [number, number] {
		const a = this.#a;
		const b = this.#b;
		const forward = this.#forward;
		const backward = this.#backward;
		const n = a1 - a0;
		const m = b1 - b0;
		const most = Math.min(this.#limit, (n + m + 1) >> 1);
		const middle = most + 1;
		forward.fill(-1, 0, 2 * most + 3);
		backward.fill(-1, 0, 2 * most + 3);
		forward[middle + 1] = 0;
		backward[middle + 1] = 0;
		this.#steps -= 2 * most + 3;
		const delta = n - m;
		const odd = (delta & 1) !== 0;
		for (let e = 0; e <= most; e++) {
			const low = -(e - 2 * Math.max(0, e - m));
			const high = e - 2 * Math.max(0, e - n);
			for (let k = low; k <= high; k += 2) {
				let x = furthest(forward, middle + k, k, n, m);
				if (x < 0) continue;
				const from = x;
				for (let y = x - k; x < n && y < m && a[a0 + x] === b[b0 + y]; y++) x++;
				forward[middle + k] = x;
				if ((this.#steps -= x - from + 1) < 0) return [a0, b0];
				// The backward search is one step behind, on the diagonal delta - k.
				const c = delta - k;
				if (odd && c > -e && c < e && meets(x, at(backward, middle + c), n)) {
					return [a0 + x, b0 + x - k];
				}
			}
			for (let k = low; k <= high; k += 2) {
				let x = furthest(backward, middle + k, k, n, m);
				if (x < 0) continue;
				const from = x;
				for (let y = x - k; x < n && y < m && a[a1 - 1 - x] === b[b1 - 1 - y]; y++) x++;
				backward[middle + k] = x;
				if ((this.#steps -= x - from + 1) < 0) return [a0, b0];
				const c = delta - k;
				if (!odd && c >= -e && c <= e && meets(x, at(forward, middle + c), n)) {
					return [a1 - x, b1 - x + k];
				}
			}
		}
		return this.#furthestPoint(a0, b0, n, m, most);
	}

	/** Returns the point that the forward search has got furthest to. */
	#furthestPoint(a0: number, b0: number, n: number, m: number, most: number): [number, number] {
		let bestX = 0;
		let bestY = 0;
		for (let k = -most; k <= most; k++) {
			const x = at(this.#forward, most + 1 + k);
			const y = x - k;
			if (x >= 0 && y >= 0 && x <= n && y <= m && x + y > bestX + bestY) {
				bestX = x;
				bestY = y;
			}
		}
		return [a0 + bestX, b0 + bestY];
	}
}

function at(array: Int32Array, i: number): number {
	return array[i] ?? -1;
}

/** Whether a search that got to `x` has met the one from the other end, which got to `reached`. */
function meets(x: number, reached: number, n: number): boolean {
	return reached >= 0 && x + reached >= n;
}

/**
 * Returns the furthest x from which diagonal `k`, at index `i` of `v`, can be entered: one to the
 * right of the diagonal below, or one down from that above. It is -1 if both lead out of the n by m
 * tokens.
 */
function furthest(v: Int32Array, i: number, k: number, n: number, m: number): number {
	const right = at(v, i - 1);
	const down = at(v, i + 1);
	const x = right >= 0 && right < n ? right + 1 : -1;
	return down > x && down - k <= m ? down : x;
}

/** Gathers marked tokens that follow each other. */
function hunks(goneA: Uint8Array, newB: Uint8Array): Hunk[] {
	const all: Hunk[] = [];
	for (let i = 0, j = 0; i < goneA.length || j < newB.length;) {
		const a0 = i;
		const b0 = j;
		while (goneA[i] === 1) i++;
		while (newB[j] === 1) j++;
		if (a0 < i || b0 < j) {
			all.push({ a0, a1: i, b0, b1: j });
			continue;
		}
		i++;
		j++;
	}
	return all;
}

/**
 * The longest stretch, in code points, that counts as kept by accident when more than that was
 * written anew right beside it.
 */
const maxAccident = 16;

/**
 * Joins hunks that only a short stretch parts: someone who writes a sentence anew does not keep the
 * "the" in its middle, and a sentence of the other side must not end up around it. The idea is the
 * semantic clean-up of Neil Fraser's diff-match-patch.
 */
export function tidy(
	vocabulary: Vocabulary,
	a: Int32Array,
	b: Int32Array,
	all: readonly Hunk[]
): Hunk[] {
	const beforeA = offsets(a, vocabulary.length);
	const beforeB = offsets(b, vocabulary.length);
	const size = (h: Hunk) =>
		Math.max(at(beforeA, h.a1) - at(beforeA, h.a0), at(beforeB, h.b1) - at(beforeB, h.b0));
	const tidied: Hunk[] = [];
	for (let h of all) {
		for (let p = tidied.at(-1); p !== undefined; p = tidied.at(-1)) {
			const kept = at(beforeA, h.a0) - at(beforeA, p.a1);
			if (kept > Math.min(maxAccident, Math.max(size(p), size(h)))) break;
			h = { a0: p.a0, a1: h.a1, b0: p.b0, b1: h.b1 };
			tidied.pop();
		}
		tidied.push(h);
	}
	return tidied;
}

/** Returns how much comes before each token, and the sum. */
function offsets(tokens: Int32Array, length: readonly number[]): Int32Array {
	const sums = new Int32Array(tokens.length + 1);
	for (let i = 0, sum = 0; i < tokens.length; i++) {
		sum += length[at(tokens, i)] ?? 0;
		sums[i + 1] = sum;
	}
	return sums;
}
