/** A text that saves itself while it is being written. */

/** How things stand with what is in the editor. */
export type SaveState = 'saved' | 'typing' | 'saving' | 'failed';

/**
 * Saves `text` given `base`, what the editor showed when that text was begun:
 * what others wrote meanwhile can be merged with it.
 */
export type SaveText = (text: string, base: string) => Promise<void>;

/** A pause in typing of so many milliseconds is a moment to save. */
const PAUSE = 500;

/** The text of one editor. */
export class Autosave {
	readonly #save: SaveText;
	#text = $state('');
	#state = $state<SaveState>('saved');
	/** The text that the record held when the editor last agreed with it. */
	#base: string;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: Promise<void> | undefined;

	constructor(text: string, save: SaveText) {
		this.#text = text;
		this.#base = text;
		this.#save = save;
	}

	/** What is in the editor. Setting it is typing. */
	get text(): string {
		return this.#text;
	}

	set text(text: string) {
		this.#text = text;
		if (text === this.#base && this.#running === undefined) {
			this.#state = 'saved';
			return;
		}
		this.#state = 'typing';
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), PAUSE);
	}

	get state(): SaveState {
		return this.#state;
	}

	/** Takes over what the record says now, unless somebody is typing: then saving will merge the two. */
	receive(text: string): void {
		if (this.#state !== 'saved') return;
		this.#text = text;
		this.#base = text;
	}

	/** Saves what is not saved yet, and resolves when it is, or has failed. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		while (this.#running !== undefined) await this.#running;
		if (this.#text === this.#base) return;
		this.#running = this.#write(this.#text);
		await this.#running;
	}

	async #write(text: string): Promise<void> {
		this.#state = 'saving';
		try {
			await this.#save(text, this.#base);
			this.#base = text;
			// More may have been typed while this was being saved; its own timer is running.
			this.#state = this.#text === text ? 'saved' : 'typing';
		} catch {
			this.#state = 'failed';
		} finally {
			this.#running = undefined;
		}
	}
}
