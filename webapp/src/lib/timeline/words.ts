/** What is said of an entry in one line: "Call, 45 min, outside of work", "I promised, due 3 Dec". */
import type { Interaction } from '#lib/api/collections.gen.ts';
import { partialWords, parsePartial } from '#lib/calendar/partial.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import { shortDate } from '#lib/calendar/words.ts';
import { kindWords } from '#lib/interaction/words.ts';
import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '#lib/ui/icons.ts';

import type { Entry, Happening } from './entries.ts';

/** When and in which language it is read. */
export interface Reader {
	readonly today: WallDate;
	readonly locale: string;
}

/** The drawing beside an entry. */
export function iconOf(entry: Entry): IconName {
	switch (entry.collection) {
		case 'note':
			return 'note';
		case 'interaction':
			return interactionIcon(entry.fields.kind);
		case 'promise':
			return 'check';
		case 'exchange':
			return 'gift';
		case 'fact':
			return 'tag';
		case 'question':
			return 'ask';
		case 'letter':
			return 'mail';
		case 'idea':
			return 'idea';
		case 'feedback':
			return 'repeat';
	}
}

/** What it is, in one line. */
export function lineOf(row: Happening, reader: Reader): string {
	switch (row.collection) {
		case 'interaction':
			return interactionLine(row.fields);
		case 'promise':
			return promiseLine(row.fields, reader);
		case 'exchange':
			return row.fields.direction === 'received' ? m.timeline_received() : m.timeline_gave();
		case 'fact':
			return comma(m.timeline_fact(), dateWords(row.fields.date, reader));
		case 'question': {
			const { answer, askedIn, askAfter } = row.fields;
			if (answer !== undefined || askedIn !== undefined) return m.timeline_asked();
			return comma(
				m.timeline_to_ask(),
				askAfter && m.timeline_from({ day: day(askAfter, reader) })
			);
		}
		case 'letter':
			return letterLine(row.fields.state);
		case 'idea':
			return row.fields.deliveredOn === undefined ? m.timeline_idea() : m.timeline_idea_told();
		case 'feedback':
			return m.timeline_feedback();
	}
}

/** What was said of it, each a paragraph. */
export function textsOf(row: Happening): readonly string[] {
	return said(row).flatMap((text) => (text === undefined || text === '' ? [] : text));
}

/** How people were in touch, for how long and where. */
export function interactionLine({ kind, minutes, setting, planned }: Interaction): string {
	return comma(
		kindWords(kind),
		minutes !== undefined && minutes > 0 && m.note_minutes({ count: minutes }),
		setting === 'outside' && m.note_setting_outside(),
		planned === true && m.note_planned()
	);
}

function said(row: Happening): readonly (string | undefined)[] {
	switch (row.collection) {
		case 'interaction': {
			const { body, learned, willChange, serveBetter } = row.fields;
			return [body, learned, willChange, serveBetter];
		}
		case 'letter':
			return [row.fields.reason];
		case 'question':
			return [row.fields.text, row.fields.answer];
		case 'feedback':
			return [row.fields.text, row.fields.outcome];
		case 'promise':
		case 'exchange':
		case 'fact':
		case 'idea':
			return [row.fields.text];
	}
}

function promiseLine(
	{ by, due, deliveredOn, delivery }: Extract<Happening, { collection: 'promise' }>['fields'],
	reader: Reader
): string {
	const who = by === 'them' ? m.timeline_they_promised() : m.timeline_i_promised();
	if (delivery === 'released' || delivery === 'not') return comma(who, m.timeline_let_go());
	if (deliveredOn !== undefined) return comma(who, m.timeline_delivered());
	return comma(who, due && m.timeline_due({ day: day(due.slice(0, 10), reader) }));
}

function letterLine(
	state: Extract<Happening, { collection: 'letter' }>['fields']['state']
): string {
	switch (state) {
		case 'posted':
			return m.timeline_letter_posted();
		case 'arrived':
			return m.timeline_letter_arrived();
		case 'written':
			return m.timeline_letter_written();
		case 'idea':
		case undefined:
			return m.timeline_letter_idea();
	}
}

function interactionIcon(kind: Interaction['kind']): IconName {
	switch (kind) {
		case 'call':
			return 'call';
		case 'mail':
		case 'letter':
		case 'message':
			return 'mail';
		case 'event':
			return 'calendar';
		case 'met':
		case undefined:
			return 'people';
	}
}

function dateWords(date: string | undefined, { locale, today }: Reader): string | undefined {
	const partial = parsePartial(date ?? '');
	if (partial === undefined) return undefined;
	const isDay = partial.year !== undefined && partial.day !== undefined;
	return isDay ? shortDate(date ?? '', today, locale) : partialWords(partial, locale);
}

function day(date: WallDate, { today, locale }: Reader): string {
	return shortDate(date, today, locale);
}

function comma(...parts: readonly (string | false | undefined)[]): string {
	return parts.filter((part) => part !== false && part !== undefined && part !== '').join(', ');
}
