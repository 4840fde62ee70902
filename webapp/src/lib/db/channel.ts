import type { CollectionName } from '#lib/api/collections.gen.ts';

/** What a committed transaction tells the other parts of this device. */
export interface News {
	/** The collections whose rows may look different now. */
	readonly touched: ReadonlySet<CollectionName>;
	/** Whether a change of this device waits to be sent now. */
	readonly saved?: boolean;
}

/** Carries news between the tabs and the service worker of one database, and within this realm. */
export class Channel {
	readonly #name: string;
	readonly #listeners = new Set<(news: News) => void>();
	#channel: BroadcastChannel | undefined;
	#closed = false;

	constructor(name: string) {
		this.#name = name;
	}

	/** Calls `listener` with every piece of news, whoever tells it, until the result is called. */
	listen(listener: (news: News) => void): () => void {
		this.#open();
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	/** Tells this realm at once and the others by a message. */
	tell(news: News): void {
		this.#open()?.postMessage(news);
		this.tellHere(news);
	}

	/** Tells this realm alone. */
	tellHere(news: News): void {
		for (const listener of [...this.#listeners]) listener(news);
	}

	close(): void {
		this.#closed = true;
		this.#listeners.clear();
		this.#channel?.close();
		this.#channel = undefined;
	}

	/** `undefined` after the end. */
	#open(): BroadcastChannel | undefined {
		if (this.#closed) return undefined;
		if (this.#channel !== undefined) return this.#channel;
		const channel = new BroadcastChannel(this.#name);
		channel.onmessage = ({ data }: MessageEvent<News>) => this.tellHere(data);
		this.#channel = channel;
		return channel;
	}
}
