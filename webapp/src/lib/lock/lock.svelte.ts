/**
 * Confidential notes stay covered until the user shows that it is them. The word
 * for it is kept on this device alone, as a slow hash; it hides what is on the
 * screen from whoever borrows the phone, and does not encrypt.
 */

/** Where the hash is kept; a part of `Storage`. */
export type Keep = Pick<Storage, 'getItem' | 'setItem'>;

/** What is kept of the word. */
interface Kept {
	readonly salt: string;
	readonly hash: string;
}

/** So long, in milliseconds, notes stay in sight once uncovered. */
const OPEN_FOR = 5 * 60_000;
/** The shortest word, in characters. */
export const SHORTEST = 4;

/** The lock of one user on this device. */
export class Lock {
	readonly #keep: Keep;
	readonly #key: string;
	#open = $state(false);
	#has = $state(false);
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(keep: Keep, userId: string) {
		this.#keep = keep;
		this.#key = `tend.lock.${userId}`;
		this.#has = this.#kept() !== undefined;
	}

	/** Whether confidential notes may be shown now. */
	get isOpen(): boolean {
		return this.#open;
	}

	/** Whether what has these fields must not be read now: nothing of its text may be on the screen. */
	covers(fields: object): boolean {
		return 'confidential' in fields && fields.confidential === true && !this.#open;
	}

	/** Whether a word was chosen on this device. */
	get isSet(): boolean {
		return this.#has;
	}

	/** Chooses the word, and opens. */
	async choose(word: string): Promise<void> {
		const { freshSalt, hashOf } = await import('./hash.ts');
		const salt = freshSalt();
		const kept: Kept = { salt, hash: await hashOf(word, salt) };
		this.#keep.setItem(this.#key, JSON.stringify(kept));
		this.#has = true;
		this.#unlock();
	}

	/** Tries a word; resolves to whether it was the one. */
	async open(word: string): Promise<boolean> {
		const kept = this.#kept();
		const { hashOf } = await import('./hash.ts');
		if (kept === undefined || (await hashOf(word, kept.salt)) !== kept.hash) return false;
		this.#unlock();
		return true;
	}

	/** Covers everything again. */
	close(): void {
		clearTimeout(this.#timer);
		this.#open = false;
	}

	#unlock(): void {
		clearTimeout(this.#timer);
		this.#open = true;
		this.#timer = setTimeout(() => this.close(), OPEN_FOR);
	}

	#kept(): Kept | undefined {
		const value: unknown = JSON.parse(this.#keep.getItem(this.#key) ?? 'null');
		return isKept(value) ? value : undefined;
	}
}

function isKept(value: unknown): value is Kept {
	return (
		typeof value === 'object' &&
		value !== null &&
		'salt' in value &&
		'hash' in value &&
		typeof value.salt === 'string' &&
		typeof value.hash === 'string'
	);
}
