/** Chance from a seed (mulberry32): the same seed, the same choices. */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** From 0 up to but not including 1. */
	next(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let t = this.#state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	}

	/** A whole number from 0 up to but not including `end`. */
	below(end: number): number {
		return Math.floor(this.next() * end);
	}

	/** One of a list, which must not be empty. */
	from<T>(list: readonly T[]): T {
		const item = list[this.below(list.length)];
		if (item === undefined) throw new RangeError('Nothing to choose from.');
		return item;
	}

	/** One of a list, the more often the higher its weight. */
	weighted<T>(list: readonly (readonly [number, T])[]): T {
		let left = this.below(list.reduce((sum, [weight]) => sum + weight, 0));
		for (const [weight, item] of list) {
			left -= weight;
			if (left < 0) return item;
		}
		throw new RangeError('Nothing to choose from.');
	}
}
