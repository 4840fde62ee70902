/** A promise as the sheet holds it, and what saving it changes. */
import {
	collections,
	type Promise as PromiseFields,
	type PromisePatch
} from '#lib/api/collections.gen.ts';
import { isWallDate, type WallDate } from '#lib/calendar/wall.ts';

import { isMine } from './standing.ts';

/** A promise as the sheet holds it. */
export interface PromiseForm {
	by: 'me' | 'them';
	/** Id of the person, or empty. */
	contact: string;
	text: string;
	inFull: string;
	/** `YYYY-MM-DD`, or empty for no day. */
	due: string;
	/** The moment at which it will be done, in words. */
	when: string;
}

/** Why the sheet cannot be saved, by field. */
export type Problems = Partial<
	Record<'text' | 'due' | 'when' | 'contact', 'required' | 'too-long' | 'not-a-date'>
>;

/** The sheet for a promise that is not there yet. */
export function newForm(contact = '', by: 'me' | 'them' = 'me'): PromiseForm {
	return { by, contact, text: '', inFull: '', due: '', when: '' };
}

/** The sheet for a promise that is there. */
export function formOf(fields: PromiseFields): PromiseForm {
	return {
		by: isMine(fields) ? 'me' : 'them',
		contact: fields.contact ?? '',
		text: fields.text ?? '',
		inFull: fields.inFull ?? '',
		due: fields.due?.slice(0, 10) ?? '',
		when: fields.when ?? ''
	};
}

/** What is wrong; empty when the sheet can be saved. */
export function check(form: PromiseForm): Problems {
	const { text, when } = collections.promise;
	const problems: Problems = {};
	if (form.text.trim() === '') problems.text = 'required';
	else if (form.text.length > text.maxLength) problems.text = 'too-long';
	if (form.due !== '' && !isWallDate(form.due)) problems.due = 'not-a-date';
	if (form.when.length > when.maxLength) problems.when = 'too-long';
	return problems;
}

/**
 * What changed since `before` (nothing for a new promise). Another day than the one that was named
 * leaves the first one on record, as agreeing on a new day does.
 */
export function patchOf(before: PromiseFields, form: PromiseForm, today: WallDate): PromisePatch {
	const isNew = before.by === undefined && before.text === undefined;
	const old = formOf(before);
	const patch: { -readonly [Name in Written]?: string | null } = {};
	for (const name of ['contact', 'text', 'inFull', 'due', 'when'] as const) {
		const value = form[name].trim();
		if (isNew ? value === '' : value === old[name].trim()) continue;
		patch[name] = value === '' ? null : value;
	}
	if (!isNew && before.due !== undefined && typeof patch.due === 'string') {
		patch.originalDue = before.originalDue ?? before.due;
		patch.renegotiatedOn = before.renegotiatedOn ?? today;
	}
	return isNew || form.by !== old.by ? { by: form.by, ...patch } : patch;
}

type Written = 'contact' | 'text' | 'inFull' | 'due' | 'when' | 'originalDue' | 'renegotiatedOn';
