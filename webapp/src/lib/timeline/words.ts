/** What is said of an interaction in one line: "Call, 45 min, outside of work". */
import type { Interaction } from '#lib/api/collections.gen.ts';
import { m } from '#lib/paraglide/messages.js';

/** How people were in touch, for how long and where. */
export function interactionLine({ kind, minutes, setting, planned }: Interaction): string {
	return [
		kindWords(kind),
		minutes !== undefined && minutes > 0 && m.note_minutes({ count: minutes }),
		setting === 'outside' && m.note_setting_outside(),
		planned === true && m.note_planned()
	]
		.filter((part) => part !== false)
		.join(', ');
}

function kindWords(kind: Interaction['kind']): string {
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
		default:
			return m.note_kind_plain();
	}
}
