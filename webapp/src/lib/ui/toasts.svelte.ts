import { createContext } from 'svelte';

/** A line that tells what just happened, and how to take it back. */
export interface Toast {
	readonly text: string;
	/** Such as Undo. Once it ran the toast is gone. */
	readonly action?: { readonly label: string; readonly run: () => void | Promise<void> };
	/** Stays until it is answered, instead of fading. */
	readonly stays?: boolean;
	/** Called once it is gone, after the action if that was taken: what could be undone is final now. */
	readonly ongone?: () => void;
}

/** A toast that is on the screen. */
export interface ShownToast extends Toast {
	readonly id: number;
}

/** How long a toast is there, in milliseconds: long enough to read it, and to reach its button. */
const stay = { plain: 4_000, withAction: 8_000 };

/** The toasts of the app, newest last. */
export class Toasts {
	#shown = $state.raw<readonly ShownToast[]>([]);
	readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
	#last = 0;

	get shown(): readonly ShownToast[] {
		return this.#shown;
	}

	/** Shows a toast and returns how to take it away early. Three at most are there at once. */
	show(toast: Toast): () => void {
		const id = ++this.#last;
		this.#shown = [...this.#shown, { ...toast, id }];
		this.#start({ ...toast, id });
		const [oldest] = this.#shown;
		if (this.#shown.length > 3 && oldest !== undefined) this.dismiss(oldest.id);
		return () => this.dismiss(id);
	}

	dismiss(id: number): void {
		clearTimeout(this.#timers.get(id));
		this.#timers.delete(id);
		const gone = this.#shown.find((toast) => toast.id === id);
		this.#shown = this.#shown.filter((toast) => toast !== gone);
		gone?.ongone?.();
	}

	/** Takes the toast's action, and the toast away. */
	answer(toast: ShownToast): void {
		void toast.action?.run();
		this.dismiss(toast.id);
	}

	/** Stops the clocks, while somebody reads or reaches for a button. */
	hold(): void {
		for (const timer of this.#timers.values()) clearTimeout(timer);
		this.#timers.clear();
	}

	/** Starts the clocks again. */
	release(): void {
		for (const toast of this.#shown) this.#start(toast);
	}

	#start({ id, action, stays }: ShownToast): void {
		if (stays) return;
		clearTimeout(this.#timers.get(id));
		const time = action ? stay.withAction : stay.plain;
		this.#timers.set(
			id,
			setTimeout(() => this.dismiss(id), time)
		);
	}
}

/** The root layout sets the toasts; whatever is below it shows some. */
export const [getToasts, setToasts] = createContext<Toasts>();
