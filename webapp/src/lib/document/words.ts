/** What is said of a document. */
import type { WallDate } from '#lib/calendar/wall.ts';
import { dayWords } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import { roles, type DocumentRow, type Problem } from './documents.ts';

/** What somebody does in a document; the user's own words are their own label. */
export function roleWords(role: string): string {
	switch (roles.find((known) => known === role)) {
		case 'reader':
			return m.document_role_reader();
		case 'commenter':
			return m.document_role_commenter();
		case 'co-author':
			return m.document_role_author();
		case undefined:
			return role;
	}
}

/** What is wrong with a link, with its name and the rule. */
export function problemWords(problem: Problem): string {
	switch (problem) {
		case 'empty':
			return m.document_problem_empty();
		case 'scheme':
			return m.document_problem_scheme();
		case 'not-an-address':
			return m.document_problem_address();
		case 'long':
			return m.document_problem_long();
	}
}

/** The line below the title: their role, when they were invited, when it was last opened. */
export function underWords({ fields }: DocumentRow, today: WallDate, locale: string): string {
	const { role, invitedOn, openedOn } = fields;
	return [
		role && roleWords(role),
		invitedOn && m.document_invited_on({ day: dayWords(invitedOn, today, locale) }),
		openedOn && m.document_opened_on({ day: dayWords(openedOn, today, locale) })
	]
		.filter(Boolean)
		.join(' · ');
}

/** The text that invites, with the link to go on from. */
export function invitation({ fields }: DocumentRow, name: string): string {
	const { title = '', url = '', role } = fields;
	return `${greeting(role, name, title)}\n${url}`;
}

function greeting(role: string | undefined, name: string, title: string): string {
	switch (roles.find((known) => known === role)) {
		case 'reader':
			return m.document_invite_reader({ name, title });
		case 'commenter':
			return m.document_invite_commenter({ name, title });
		case 'co-author':
			return m.document_invite_author({ name, title });
		case undefined:
			return m.document_invite_other({ name, title });
	}
}
