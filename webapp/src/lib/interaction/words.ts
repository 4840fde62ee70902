/** What is said of how people were in touch, wherever it is shown. */
import type { Interaction } from '#lib/api/collections.gen.ts';
import { m } from '#lib/paraglide/messages.js';

/** The kind of an interaction; one that nobody named is plainly a contact. */
export function kindWords(kind: Interaction['kind']): string {
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
		case undefined:
			return m.note_kind_plain();
	}
}

/** A length of time in hours, to a half, as people count them: "1.5 hours". */
export function hoursWords(minutes: number, locale: string): string {
	const style = { style: 'unit', unit: 'hour', unitDisplay: 'long' } as const;
	return new Intl.NumberFormat(locale, style).format(hoursOf(minutes));
}

/** Hours to a half. */
export function hoursOf(minutes: number): number {
	return Math.round(minutes / 30) / 2;
}
