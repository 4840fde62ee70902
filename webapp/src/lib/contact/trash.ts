/** What a deleted record is called in the trash. */
import { wallDate } from '#lib/calendar/wall.ts';
import { shortDate } from '#lib/calendar/words.ts';
import type { Row } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '#lib/ui/icons.ts';

/** A line of the trash. */
export interface TrashLine {
	readonly title: string;
	readonly text: string;
	readonly icon: IconName;
}

/** Where and when the reader is. */
interface Reader {
	readonly today: string;
	readonly zone: string;
	readonly locale: string;
}

/** How much of a note stands in for its title. */
const LENGTH = 80;

const icons: Partial<Record<Row['collection'], IconName>> = {
	contact: 'people',
	note: 'note',
	reminder: 'bell'
};

/** The beginning of what it says unless that is covered, what it was, and from when. */
export function trashLine(
	{ collection, fields, createdAt }: Row,
	reader: Reader,
	isCovered = false
): TrashLine {
	const made = shortDate(wallDate(new Date(createdAt), reader.zone), reader.today, reader.locale);
	const what = kindWords(collection);
	return {
		title: isCovered ? m.lock_covered_note() : shorten(nameOf(fields) ?? what),
		text: `${what} · ${made}`,
		icon: icons[collection] ?? 'more'
	};
}

/** Each collection calls the field that names it differently. */
function nameOf(fields: object): string | undefined {
	for (const name of ['fullName', 'title', 'body', 'name', 'text', 'reason']) {
		const value: unknown = Reflect.get(fields, name);
		if (typeof value === 'string' && value.trim() !== '') return value.trim();
	}
	return undefined;
}

function shorten(text: string): string {
	const [line = ''] = text.split('\n', 1);
	const letters = Array.from(line);
	return letters.length > LENGTH
		? `${letters
				.slice(0, LENGTH - 1)
				.join('')
				.trimEnd()}…`
		: line;
}

function kindWords(collection: Row['collection']): string {
	switch (collection) {
		case 'contact':
			return m.contact_one();
		case 'note':
			return m.contact_trash_note();
		case 'reminder':
			return m.contact_trash_reminder();
		case 'interaction':
			return m.contact_trash_interaction();
		default:
			return m.contact_trash_other();
	}
}
