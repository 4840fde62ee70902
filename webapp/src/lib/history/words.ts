/** What a version says of itself, in plain words. */
import { partialWords, parsePartial } from '#lib/calendar/partial.ts';
import { wallTime, type WallDate } from '#lib/calendar/wall.ts';
import { capital, clockWords, dayWords, longDate } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import type { Entry } from './entries.ts';
import type { FieldChange, Version } from './versions.ts';

/** Who reads: themselves, their day, zone and locale, and what records are called that others refer to. */
export interface Reader {
	readonly userId: string;
	readonly today: WallDate;
	readonly zone: string;
	readonly locale: string;
	/** The name of a person or a circle by its id. */
	nameOf(id: string): string | undefined;
}

/** Who made it, and on which device: "You, on Firefox · Linux". */
export function whoWords({ userId, device }: Entry, reader: Reader): string {
	const who = personWords(userId, reader);
	return device.name === undefined ? who : m.history_by_on({ who, device: device.name });
}

function personWords(userId: string | undefined, reader: Reader): string {
	if (userId === undefined) return m.history_by_somebody();
	return userId === reader.userId ? m.history_by_you() : m.history_by_member();
}

/** When a version was made, from its first change to its last: "yesterday 14:20", "3 Dec 14:02–14:20". */
export function whenWords({ entries }: Version, { zone, today, locale }: Reader): string {
	const last = wallTime(entries[0].at, zone);
	const first = wallTime((entries.at(-1) ?? entries[0]).at, zone);
	const day = dayWords(last.slice(0, 10), today, locale);
	const until = clockWords(last, locale);
	const sameDay = first.slice(0, 10) === last.slice(0, 10);
	const span = first === last || !sameDay ? until : `${clockWords(first, locale)}–${until}`;
	return `${day} ${span}`;
}

/** What a version did: "Changed phone and added tag". */
export function whatWords(version: Version, reader: Reader): string {
	switch (version.what) {
		case 'created':
			return m.history_created();
		case 'deleted':
			return m.history_deleted();
		case 'restored':
			return m.history_restored();
		case 'kept':
			return m.history_kept();
		case 'changed': {
			const said = new Set(version.changes.map((change) => changeWords(change)));
			const all = [...said];
			if (all.length === 0) return capital(m.history_changed_little(), reader.locale);
			const list = new Intl.ListFormat(reader.locale, { type: 'conjunction' }).format(all);
			return capital(list, reader.locale);
		}
	}
}

function changeWords({ path, kind, before, after, known }: FieldChange): string {
	const what = fieldWords(path);
	if (kind === 'text' || !known || (before !== undefined && after !== undefined))
		return m.history_changed({ what });
	return after === undefined ? m.history_removed({ what }) : m.history_added({ what });
}

/** What a field is called within a sentence. */
export function fieldWords(path: string): string {
	const slash = path.indexOf('/');
	const name = slash < 0 ? path : path.slice(0, slash);
	if (name === 'custom') return m.history_field_custom({ name: path.slice(slash + 1) });
	return (names[name] ?? m.history_field_other)();
}

const names: Readonly<Partial<Record<string, () => string>>> = {
	addresses: m.history_field_address,
	at: m.history_field_day,
	body: m.history_field_text,
	cadenceDays: m.history_field_cadence,
	circle: m.history_field_circle,
	communal: m.history_field_communal,
	confidential: m.history_field_confidential,
	contacts: m.history_field_contact,
	dates: m.history_field_day,
	emails: m.history_field_email,
	familyName: m.history_field_family_name,
	fullName: m.history_field_name,
	givenName: m.history_field_given_name,
	howWeMet: m.history_field_how_we_met,
	latestDays: m.history_field_latest,
	manners: m.history_field_manner,
	nickname: m.history_field_nickname,
	organization: m.history_field_organization,
	pauseReason: m.history_field_pause_reason,
	pausedUntil: m.history_field_paused,
	phones: m.history_field_phone,
	photo: m.history_field_photo,
	pinned: m.history_field_pinned,
	register: m.history_field_register,
	rules: m.history_field_rules,
	source: m.history_field_source,
	stage: m.history_field_stage,
	tags: m.history_field_tag,
	title: m.history_field_title,
	urls: m.history_field_url,
	waitingSince: m.history_field_waiting
};

/** Fields that say nothing to a person: what an import keeps, and what was captured, word by word and as records. */
const unsaid: ReadonlySet<string> = new Set(['vcard', 'uid', 'source', 'captured']);

/** The changes that can be shown: without what says nothing, or reads the same as before. */
export function shownChanges(version: Version, reader: Reader): readonly FieldChange[] {
	return version.changes.filter(
		({ path, kind, before, after }) =>
			!unsaid.has(path.split('/', 1)[0] ?? '') &&
			(kind === 'text' ||
				before === undefined ||
				valueWords(path, before, reader) !== valueWords(path, after, reader))
	);
}

/** A value as somebody would write it down; empty for one that is not there or cannot be written. */
export function valueWords(path: string, value: unknown, reader: Reader): string {
	if (value === undefined || value === null) return '';
	const slash = path.indexOf('/');
	const name = slash < 0 ? path : path.slice(0, slash);
	const key = path.slice(slash + 1);
	if (name === 'tags') return key;
	if (name === 'contacts') return reader.nameOf(key) ?? '…';
	if (name === 'photo') return '';
	if (typeof value === 'boolean') return value ? m.history_yes() : m.history_no();
	if (typeof value === 'number') return new Intl.NumberFormat(reader.locale).format(value);
	if (typeof value === 'string') return stringWords(name, value, reader);
	return memberWords(value, reader);
}

function stringWords(name: string, value: string, reader: Reader): string {
	const choice = choices[`${name}:${value}`];
	if (choice !== undefined) return choice();
	if (name === 'circle') return reader.nameOf(value) ?? '…';
	if (/^\d{4}-\d{2}-\d{2}(T|$)/.test(value)) {
		const day = longDate(value.slice(0, 10), reader.locale);
		return value.length > 10 ? `${day}, ${clockWords(value, reader.locale)}` : day;
	}
	return value;
}

/** Values of a fixed choice, named as the forms name them. */
const choices: Readonly<Partial<Record<string, () => string>>> = {
	'register:personal': m.contact_register_personal,
	'register:results': m.contact_register_results,
	'stage:dormant': m.contact_stage_dormant,
	'stage:ended': m.contact_stage_ended,
	'stage:growing': m.contact_stage_growing,
	'stage:new': m.contact_stage_new,
	'stage:steady': m.contact_stage_steady,
	'stage:winding-down': m.contact_stage_winding_down
};

/** What of a member is its label, and what its content; the rest is for machines. */
const contents = [
	'value',
	'street',
	'postalCode',
	'locality',
	'region',
	'country',
	'date',
	'remark'
];

function memberWords(member: object, { locale }: Reader): string {
	const parts = new Map<string, unknown>(Object.entries(member));
	const content = contents.flatMap((name) => {
		const value = parts.get(name);
		if (typeof value !== 'string' || value === '') return [];
		const partial = name === 'date' ? parsePartial(value) : undefined;
		return partial === undefined ? value : partialWords(partial, locale);
	});
	const label = parts.get('label');
	const words = content.join(', ');
	return typeof label === 'string' && label !== '' ? `${label}: ${words}` : words;
}
