/** Doing something at once and offering to take it back, instead of asking "Are you sure?". */
import { StorageFullError } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Toasts } from '#lib/ui/toasts.svelte.ts';

/** Something that can be taken back. */
export interface Undoable {
	/** What is said once it is done. */
	readonly text: string;
	readonly run: () => Promise<void>;
	readonly undo: () => Promise<void>;
}

/** Where it is said; {@link Toasts} of the app. */
export type Sayer = Pick<Toasts, 'show'>;

/** Does it, says so with Undo beside it, and resolves to whether it was done. What fails is said too. */
export async function undoable(toasts: Sayer, { text, run, undo }: Undoable): Promise<boolean> {
	if (!(await attempt(toasts, run))) return false;
	const back = async () => {
		await attempt(toasts, undo);
	};
	toasts.show({ text, action: { label: m.common_undo(), run: back } });
	return true;
}

/** Runs something that saves; if it fails, says why and resolves to false. */
export async function attempt(toasts: Sayer, run: () => Promise<void>): Promise<boolean> {
	try {
		await run();
		return true;
	} catch (cause) {
		toasts.show({ text: failureOf(cause) });
		return false;
	}
}

/** Why something could not be saved, in plain words. */
export function failureOf(cause: unknown): string {
	return cause instanceof StorageFullError ? m.note_disk_full() : m.note_not_saved();
}
