import type { CollectionName } from '#lib/api/collections.gen.ts';
import type { Channel } from '#lib/db/channel.ts';

/** Milliseconds between two pieces of news. */
const pace = 1_000;

/**
 * Tells what the pages of one pull have changed: at the end, and what has gathered once a second. Each
 * piece of news has the whole screen ask anew, beside the pages that are being stored.
 */
export class PullNews {
	readonly #channel: Channel;
	#touched = new Set<CollectionName>();
	#told = performance.now();

	constructor(channel: Channel) {
		this.#channel = channel;
	}

	/** Gathers what a page has changed. */
	readonly add = (touched: ReadonlySet<CollectionName>): void => {
		this.#touched = this.#touched.union(touched);
		if (performance.now() - this.#told >= pace) this.tell();
	};

	/** Tells what has gathered, if there is something. */
	tell(): void {
		if (this.#touched.size === 0) return;
		this.#channel.tell({ touched: this.#touched });
		this.#touched = new Set();
		this.#told = performance.now();
	}
}
