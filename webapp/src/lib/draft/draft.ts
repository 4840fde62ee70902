/**
 * Text that is being typed, kept on this device until it is saved, so that a
 * killed tab or an empty battery takes nothing with it.
 *
 * localStorage and not IndexedDB: a write is done when the call returns, which
 * is what a page needs that is about to be killed.
 */

/** Where drafts lie: `localStorage`, or a stand-in of a test. */
export type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Writes are at least so many milliseconds apart; what comes in between is written at the end of it. */
const PAUSE = 150;

/** One draft of one user. */
export class Draft<T> {
	readonly #storage: DraftStorage;
	readonly #key: string;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#unwritten: { readonly value: T } | undefined;

	/** `name` tells the drafts of a user apart, such as `capture`. */
	constructor(storage: DraftStorage, userId: string, name: string) {
		this.#storage = storage;
		this.#key = `tend.draft.${userId}.${name}`;
	}

	/** What was kept last, as `check` understands it; `undefined` if there is nothing or it is not understood. */
	read(check: (value: unknown) => T | undefined): T | undefined {
		try {
			const kept = this.#storage.getItem(this.#key);
			return kept === null ? undefined : check(JSON.parse(kept));
		} catch {
			return undefined;
		}
	}

	/** Keeps `value`: at once, or a moment later if something was written just now. */
	write(value: T): void {
		this.#unwritten = { value };
		if (this.#timer !== undefined) return;
		this.flush();
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			if (this.#unwritten !== undefined) this.write(this.#unwritten.value);
		}, PAUSE);
	}

	/** Writes what is not written yet. To be called when the page is hidden or left. */
	flush(): void {
		if (this.#unwritten === undefined) return;
		const { value } = this.#unwritten;
		this.#unwritten = undefined;
		try {
			this.#storage.setItem(this.#key, JSON.stringify(value));
		} catch {
			// The storage is full or forbidden. The text is still on the screen, and saving
			// it goes to another store with a message of its own if that one is full too.
		}
	}

	/** Lets go of the draft, once what it held is saved. */
	clear(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#unwritten = undefined;
		this.#storage.removeItem(this.#key);
	}
}
