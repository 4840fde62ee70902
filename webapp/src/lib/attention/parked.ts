import type { ParkedItem } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';

/** What a kind of record is called; the ones without a page of their own are just "a change". */
const kinds: Readonly<Record<string, () => string>> = {
	contact: m.sync_kind_contact,
	note: m.sync_kind_note,
	interaction: m.sync_kind_note,
	reminder: m.sync_kind_reminder,
	setting: m.sync_kind_setting
};

/** The rules of the server that can stop a change, in the user's language. */
const rules: Readonly<Record<string, () => string>> = {
	'bad-character': m.sync_rule_character,
	'bad-date': m.sync_rule_date,
	'bad-time': m.sync_rule_date,
	'not-allowed': m.sync_rule_not_allowed,
	'out-of-range': m.sync_rule_range,
	'record-too-large': m.sync_rule_too_large,
	'space-full': m.sync_rule_space_full,
	required: m.sync_rule_required,
	'too-long': m.sync_rule_too_long,
	'too-many-members': m.sync_rule_too_many,
	'too-many-fields': m.sync_rule_too_many,
	'too-short': m.sync_rule_required
};

/** What the change was about, such as "A note". */
export function kindWords({ collection }: ParkedItem): string {
	return kinds[collection]?.() ?? m.sync_kind_other();
}

/** Why the server could not take it. */
export function reasonWords({ code, detail }: ParkedItem): string {
	return rules[code]?.() ?? (detail === '' ? m.sync_rule_other() : detail);
}

/** The page that shows the record and lets it be changed, `undefined` if there is none. */
export function pageOf({ collection, id }: ParkedItem): string | undefined {
	switch (collection) {
		case 'contact':
			return `/people/${id}/edit`;
		case 'note':
			return `/notes/${id}`;
		case 'reminder':
			return `/reminders/${id}`;
		default:
			return undefined;
	}
}

/** What had been written, in lines that can be read: the texts first, for they are what would be missed. */
export function writtenWords({ fields }: ParkedItem): readonly string[] {
	return Object.values(fields)
		.flatMap((value) =>
			typeof value === 'string' || typeof value === 'number' ? [`${value}`] : []
		)
		.filter((text) => text.trim() !== '')
		.sort((a, b) => b.length - a.length)
		.slice(0, 3);
}

/** All parked changes as a file that somebody could read, or send to whoever runs the server. */
export function exportOf(items: readonly ParkedItem[]): Blob {
	const changes = items.map(({ at, ...rest }) => ({ ...rest, at: new Date(at).toISOString() }));
	return new Blob([JSON.stringify({ changes }, null, '\t')], { type: 'application/json' });
}
