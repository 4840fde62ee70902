/** What is said of letters, and the words with which one begins. */
import type { Contact, Letter } from '#lib/api/collections.gen.ts';
import { agoWords } from '#lib/calendar/words.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import { m } from '#lib/paraglide/messages.js';

import type { Paper } from './paper.ts';
import { freshness, stateOf, type Destination, type LetterState } from './letters.ts';

/** Who reads: the day it is for them, and their locale. */
export interface Reader {
	readonly today: WallDate;
	readonly locale: string;
}

/** Why people write letters. What is kept is the word itself; anything else is the user's own reason. */
export const reasons = [
	'thanks',
	'congratulation',
	'condolence',
	'article',
	'role',
	'none'
] as const;

/** A reason that has a name. */
export type Reason = (typeof reasons)[number];

/** Whether a reason is one of those with a name. */
export function isKnownReason(reason: string): reason is Reason {
	return (reasons as readonly string[]).includes(reason);
}

/** Why the letter is written. */
export function reasonWords(reason = 'none'): string {
	if (!isKnownReason(reason)) return reason;
	switch (reason) {
		case 'thanks':
			return m.letter_reason_thanks();
		case 'congratulation':
			return m.letter_reason_congratulation();
		case 'condolence':
			return m.letter_reason_condolence();
		case 'article':
			return m.letter_reason_article();
		case 'role':
			return m.letter_reason_role();
		case 'none':
			return m.letter_reason_none();
	}
}

/** How far a letter is. */
export function stateWords(state: LetterState): string {
	switch (state) {
		case 'idea':
			return m.letter_state_idea();
		case 'written':
			return m.letter_state_written();
		case 'posted':
			return m.letter_state_posted();
		case 'arrived':
			return m.letter_state_arrived();
	}
}

/** The heading over the letters of a state. */
export function stateHeading(state: LetterState): string {
	switch (state) {
		case 'idea':
			return m.letter_group_idea();
		case 'written':
			return m.letter_group_written();
		case 'posted':
			return m.letter_group_posted();
		case 'arrived':
			return m.letter_group_arrived();
	}
}

/** How sure an address is, in a few words. */
export function freshnessWords(destination: Destination, { today, locale }: Reader): string {
	switch (freshness(destination, today)) {
		case 'typed':
			return m.letter_address_typed();
		case 'unconfirmed':
			return m.letter_address_unconfirmed();
		case 'fresh':
		case 'old':
			return confirmedWords(destination.confirmedOn ?? today, { today, locale });
	}
}

function confirmedWords(on: WallDate, { today, locale }: Reader): string {
	return on >= today
		? m.letter_address_confirmed_today()
		: m.letter_address_confirmed({ ago: agoWords(on, today, locale) });
}

/** What somebody is called in a letter: as they asked to be, else by their given name. */
export function calledBy(contact: Contact | undefined): string {
	const asked = contact?.manners?.['address']?.value?.trim() ?? '';
	if (asked !== '') return asked;
	return contact?.givenName ?? contact?.fullName.split(' ', 1)[0] ?? '';
}

/**
 * Four lines to begin with: what they did, what it changed, what one noticed about them, and that
 * nothing is asked. What matters to the reader comes first: the person, or what came of it.
 */
export function skeleton(contact: Contact | undefined): string {
	const name = calledBy(contact);
	return contact?.register === 'results'
		? m.letter_skeleton_results({ name })
		: m.letter_skeleton_personal({ name });
}

/** A letter in one line where there is no room for more. */
export function titleOf(fields: Letter, name: string | undefined): string {
	return name === undefined ? m.letter_one() : m.letter_to({ name: name.split(' ', 1)[0] ?? name });
}

/** What a row says beside the name: why, and since when it waits. */
export function aboutWords(fields: Letter, { today, locale }: Reader): string {
	const reason = reasonWords(fields.reason);
	const day = stateOf(fields) === 'posted' ? fields.postedOn : undefined;
	if (day === undefined) return reason;
	const since =
		day >= today
			? m.letter_posted_today()
			: m.letter_posted_ago({ ago: agoWords(day, today, locale) });
	return m.letter_about({ reason, since });
}

/** What a paper is called. */
export function paperWords(paper: Paper): string {
	switch (paper) {
		case 'a5':
			return m.letter_paper_a5();
		case 'a6':
			return m.letter_paper_a6();
		case 'dl':
			return m.letter_paper_dl();
		case 'c6':
			return m.letter_paper_c6();
		case 'no10':
			return m.letter_paper_no10();
		case 'labels':
			return m.letter_paper_labels();
	}
}
