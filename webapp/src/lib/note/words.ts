import { m } from '#lib/paraglide/messages.js';

/** Whether something is on this device only, or everywhere. */
export function savedWords(pending: boolean): string {
	return pending ? m.note_saved_here() : m.note_synced();
}
