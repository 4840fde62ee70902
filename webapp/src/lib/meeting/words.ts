/** What is said of a meeting. */
import type { Interaction } from '#lib/api/collections.gen.ts';
import { clockWords, dayWords } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

/** How people were in touch. */
export function kindWords(kind: NonNullable<Interaction['kind']>): string {
	switch (kind) {
		case 'met':
			return m.note_kind_met();
		case 'call':
			return m.note_kind_call();
		case 'message':
			return m.note_kind_message();
		case 'mail':
			return m.note_kind_mail();
		case 'letter':
			return m.note_kind_letter();
		case 'event':
			return m.note_kind_event();
	}
}

/** When a meeting is or was: "Friday, 13:00". */
export function whenWords(at: string, today: string, locale: string): string {
	const day = dayWords(at.slice(0, 10), today, locale);
	return at.length > 10 ? `${day}, ${clockWords(at, locale)}` : day;
}
