/** What is wrong with a form, field by field, before anything is saved. */
import { collections } from '#lib/api/collections.gen.ts';
import { webHref } from '#lib/link/web.ts';

import {
	numberFields,
	pointFields,
	textFields,
	type ContactForm,
	type CustomForm,
	type DateForm,
	type NumberField,
	type PointField,
	type PointForm
} from './form.ts';
import { mailHref } from './links.ts';
import { partialOf } from './patch.ts';

/** Why a field cannot be saved. */
export type Problem =
	| 'required'
	| 'too-long'
	| 'not-a-mail'
	| 'not-a-link'
	| 'not-a-date'
	| 'not-days'
	| 'name-missing'
	| 'name-taken'
	| 'name-slash';

/** The problems by path: `fullName`, `emails/<id>`, `dates/<id>`, `custom/<id of the row>`. Empty when all is well. */
export type Problems = ReadonlyMap<string, Problem>;

const rules = collections.contact;

/** Keys of maps are at most this long, in code points. */
const MAX_KEY = 100;

/** Checks the form by the rules that the server keeps, and by what the field is for. */
export function check(form: ContactForm): Problems {
	const found: [path: string, problem: Problem | undefined][] = [
		...textFields.map((field): [string, Problem | undefined] => [field, checkText(form, field)]),
		...numberFields.map((field): [string, Problem | undefined] => [field, checkDays(form, field)]),
		...pointFields.flatMap((field) =>
			form[field].map((row): [string, Problem | undefined] => [
				`${field}/${row.id}`,
				checkPoint(field, row)
			])
		),
		...form.addresses.map(({ id, ...lines }): [string, Problem | undefined] => [
			`addresses/${id}`,
			checkLines(lines)
		]),
		...form.dates.map((row): [string, Problem | undefined] => [`dates/${row.id}`, checkDate(row)]),
		...form.tags.map((tag): [string, Problem | undefined] => ['tags', checkKey(tag)]),
		...form.custom.map((row): [string, Problem | undefined] => [
			`custom/${row.id}`,
			checkCustom(row, form.custom)
		]),
		...form.manners.map(({ kind, value }): [string, Problem | undefined] => [
			`manners/${kind}`,
			checkLength(value, rules.manners.members.value.maxLength)
		])
	];
	return new Map(
		found.flatMap(([path, problem]) => (problem === undefined ? [] : [[path, problem]]))
	);
}

function checkText(form: ContactForm, field: (typeof textFields)[number]): Problem | undefined {
	const text = form[field].trim();
	if (field === 'fullName' && text === '') return 'required';
	const rule = rules[field];
	return 'maxLength' in rule ? checkLength(text, rule.maxLength) : undefined;
}

function checkDays(form: ContactForm, field: NumberField): Problem | undefined {
	const { minimum, maximum } = rules[field];
	return checkWhole(form[field], minimum, maximum);
}

function checkWhole(text: string, minimum: number, maximum: number): Problem | undefined {
	if (text.trim() === '') return undefined;
	const days = Number(text);
	return Number.isInteger(days) && days >= minimum && days <= maximum ? undefined : 'not-days';
}

function checkPoint(field: PointField, { value, label }: PointForm): Problem | undefined {
	if (value.trim() === '') return undefined;
	if (field === 'emails' && mailHref(value) === undefined) return 'not-a-mail';
	if (field === 'urls' && webHref(value) === undefined) return 'not-a-link';
	const { members } = rules[field];
	return checkLength(value, members.value.maxLength) ?? checkLength(label, members.label.maxLength);
}

function checkLines(lines: Readonly<Record<string, string | number>>): Problem | undefined {
	const longest = rules.addresses.members.street.maxLength;
	const texts = Object.values(lines).map(String);
	return texts.some((line) => checkLength(line, longest) !== undefined) ? 'too-long' : undefined;
}

/** A row that nobody filled in is no mistake: it is not saved. */
function checkDate(row: DateForm): Problem | undefined {
	const isEmpty = [row.year, row.month, row.day].join('').trim() === '';
	if (!isEmpty && partialOf(row) === undefined) return 'not-a-date';
	const { leadDays, label } = rules.dates.members;
	return (
		checkWhole(row.leadDays, leadDays.minimum, leadDays.maximum) ??
		checkLength(row.label, label.maxLength)
	);
}

function checkCustom(
	{ id, name, value }: CustomForm,
	all: readonly CustomForm[]
): Problem | undefined {
	if (value.trim() === '') return undefined;
	if (name.trim() === '') return 'name-missing';
	if (all.some((other) => other.id !== id && other.name.trim() === name.trim()))
		return 'name-taken';
	return checkKey(name) ?? checkLength(value, rules.custom.maxLength);
}

/** The key of a map's member stands behind a slash on the wire, so it can have none. */
function checkKey(key: string): Problem | undefined {
	return key.includes('/') ? 'name-slash' : checkLength(key, MAX_KEY);
}

/** Lengths are counted in code points, as the server counts them. */
function checkLength(text: string, longest: number): Problem | undefined {
	return text.length > longest && Array.from(text.trim()).length > longest ? 'too-long' : undefined;
}
