/** What is said of a person in a few words. */
import type { Circle, Contact } from '#lib/api/collections.gen.ts';
import { partialWords, parsePartial } from '#lib/calendar/partial.ts';
import { daysBetween, type WallDate } from '#lib/calendar/wall.ts';
import { agoWords, dayWords } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import { mannerKinds, tagsOf } from './form.ts';

/** A chip of the header. */
export interface Said {
	readonly text: string;
	readonly tone: 'quiet' | 'moss' | 'sun';
}

/** Who reads: the day it is for them, and their locale. */
export interface Reader {
	readonly today: WallDate;
	readonly locale: string;
}

/** What the header says: circle and cadence first, then what holds now, then the tags. */
export function chipsOf(
	contact: Contact,
	circle: Circle | undefined,
	reader: Reader
): readonly Said[] {
	const circleWords = [circle?.name, cadenceWords(contact, circle)].filter(Boolean).join(' · ');
	const { register, stage, communal, pausedUntil = '', waitingSince } = contact;
	const chips: (Said | undefined)[] = [
		circleWords === '' ? undefined : { text: circleWords, tone: 'moss' },
		register && { text: registerWords(register), tone: 'quiet' },
		stage && stage !== 'steady' ? { text: stageWords(stage), tone: 'quiet' } : undefined,
		communal === true ? { text: m.contact_communal_chip(), tone: 'quiet' } : undefined,
		waitingSince === undefined
			? undefined
			: {
					text: m.contact_waiting_since({
						day: dayWords(waitingSince, reader.today, reader.locale)
					}),
					tone: 'sun'
				},
		pausedUntil > reader.today
			? {
					text: m.contact_paused_until({ day: dayWords(pausedUntil, reader.today, reader.locale) }),
					tone: 'sun'
				}
			: undefined,
		...tagsOf(contact).map((text): Said => ({ text, tone: 'quiet' }))
	];
	return chips.filter((chip) => chip !== undefined);
}

/** How often one wants to be in touch, in the unit in which it was meant: "monthly", "every 2 weeks". */
export function cadenceWords(contact: Partial<Contact>, circle: Circle | undefined): string {
	const days = contact.cadenceDays ?? circle?.idealDays;
	if (days === undefined) return '';
	if (days % 365 === 0) return m.contact_every_year({ count: days / 365 });
	if (days % 30 === 0) return m.contact_every_month({ count: days / 30 });
	if (days % 7 === 0) return m.contact_every_week({ count: days / 7 });
	return m.contact_every_day({ count: days });
}

/** What a stage is called. */
export function stageWords(stage: NonNullable<Contact['stage']>): string {
	switch (stage) {
		case 'new':
			return m.contact_stage_new();
		case 'growing':
			return m.contact_stage_growing();
		case 'steady':
			return m.contact_stage_steady();
		case 'dormant':
			return m.contact_stage_dormant();
		case 'winding-down':
			return m.contact_stage_winding_down();
		case 'ended':
			return m.contact_stage_ended();
	}
}

/** What comes first for somebody. */
export function registerWords(register: NonNullable<Contact['register']>): string {
	switch (register) {
		case 'personal':
			return m.contact_register_personal();
		case 'results':
			return m.contact_register_results();
	}
}

/** What a day to remember is called. */
export function occasionWords(kind: 'birthday' | 'anniversary' | 'other'): string {
	switch (kind) {
		case 'birthday':
			return m.contact_birthday();
		case 'anniversary':
			return m.contact_anniversary();
		case 'other':
			return m.contact_other_day();
	}
}

/** A kind of manner as a label; the user's own kinds are their own label. */
export function mannerWords(kind: string): string {
	const known = mannerKinds.find((known) => known === kind);
	switch (known) {
		case 'address':
			return m.contact_manner_address();
		case 'pronunciation':
			return m.contact_manner_pronunciation();
		case 'language':
			return m.contact_manner_language();
		case 'zone':
			return m.contact_manner_zone();
		case 'hours':
			return m.contact_manner_hours();
		case 'holidays':
			return m.contact_manner_holidays();
		case 'gifts':
			return m.contact_manner_gifts();
		case 'never':
			return m.contact_manner_never();
		default:
			return kind;
	}
}

/** A partial date of the wire in words, or as it stands if it is none. */
export function dateWords(date: string, locale: string): string {
	const partial = parsePartial(date);
	return partial === undefined ? date : partialWords(partial, locale);
}

/** How long ago an address was last known to be right; `undefined` while that is recent enough. */
export function staleWords(confirmedOn: string | undefined, reader: Reader): string | undefined {
	if (confirmedOn === undefined) return undefined;
	return daysBetween(confirmedOn, reader.today) <= 365
		? undefined
		: m.contact_confirmed_ago({ ago: agoWords(confirmedOn, reader.today, reader.locale) });
}
