/** A goal as the sheet holds it, and what saving it writes. */
import type { GoalPatch } from '#lib/api/collections.gen.ts';
import { joinPartial, parsePartial } from '#lib/calendar/partial.ts';

import { sharersOf, type GoalRow } from './goals.ts';

/** A goal as the sheet holds it; the parts of the day as typed, each may be empty. */
export interface GoalForm {
	text: string;
	day: string;
	month: string;
	year: string;
	contacts: readonly string[];
}

/** Why the sheet cannot be saved, by field. */
export type Problems = Partial<Record<'text' | 'by', 'required' | 'not-a-date'>>;

/** The sheet of a goal, or of a new one that some people share. */
export function formOf(row: GoalRow | undefined, contacts: readonly string[] = []): GoalForm {
	const { text = '', by = '' } = row?.fields ?? {};
	const { day, month, year } = parsePartial(by) ?? {};
	const part = (value: number | undefined) => (value === undefined ? '' : String(value));
	return {
		text,
		...{ day: part(day), month: part(month), year: part(year) },
		contacts: row === undefined ? contacts : sharersOf(row.fields)
	};
}

/** What is wrong; empty when the sheet can be saved. */
export function check(form: GoalForm): Problems {
	return {
		...(form.text.trim() === '' && { text: 'required' as const }),
		...(byOf(form) === undefined && { by: 'not-a-date' as const })
	};
}

/** What saving the sheet writes. */
export function patchOf(form: GoalForm, row?: GoalRow): GoalPatch {
	const was = row === undefined ? [] : sharersOf(row.fields);
	const gone = was.filter((id) => !form.contacts.includes(id)).map((id) => [member(id), null]);
	const come = form.contacts.filter((id) => !was.includes(id)).map((id) => [member(id), true]);
	const members = Object.fromEntries([...gone, ...come]) as Record<
		`contacts/${string}`,
		true | null
	>;
	return { text: form.text.trim(), by: byOf(form) || null, ...members };
}

/** The day as it is kept; empty without one, `undefined` if the parts make none with a year. */
function byOf({ day, month, year }: GoalForm): string | undefined {
	if ([day, month, year].every((part) => part.trim() === '')) return '';
	if (!/^\d{4}$/.test(year.trim())) return undefined;
	const number = (text: string) => (text.trim() === '' ? undefined : Number(text));
	return joinPartial({ year: number(year), month: number(month), day: number(day) });
}

function member(id: string): `contacts/${string}` {
	return `contacts/${id}`;
}
