/** How a card is put off: the same mutation from the app and from the service worker. */
import type { WallDate } from '#lib/calendar/wall.ts';

/**
 * The record of what was answered about a contact: made from the contact's own
 * id, so that two devices which have not met yet write to the same one.
 */
export function promptIdOf(contactId: string): string {
	const [head, tail] = [contactId.slice(0, -12), contactId.slice(-12)];
	return head + (0xffff_ffff_ffff - Number.parseInt(tail, 16)).toString(16).padStart(12, '0');
}

/** Puts a card that is about a contact off until a day; `null` brings it back. */
export function putOffChange(contactId: string, card: string, until: WallDate | null) {
	const patch = { contact: contactId, [`until/${card}` as const]: until };
	return { op: 'put', collection: 'prompt', id: promptIdOf(contactId), patch } as const;
}
