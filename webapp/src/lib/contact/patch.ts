/** What changed between a contact and its form, as the flat patch that is saved. */
import type {
	Address,
	Anniversary,
	Contact,
	ContactPatch,
	ContactPoint,
	Manner
} from '#lib/api/collections.gen.ts';
import { joinPartial } from '#lib/calendar/partial.ts';

import {
	formOf,
	numberFields,
	pointFields,
	textFields,
	type AddressForm,
	type ContactForm,
	type DateForm,
	type MannerForm,
	type PointForm
} from './form.ts';

/** A form laid flat: the path of each filled field and its value. */
type Flat = ReadonlyMap<string, unknown>;

/**
 * The fields that the person changed since the form was made of `before`. What
 * another device changed meanwhile is not among them, and what was stored in an
 * odd way (an untrimmed name, a member without a place) is left as it was.
 */
export function patchOf(before: Partial<Contact>, form: ContactForm): ContactPatch {
	const old = flat(before, formOf(before));
	const now = flat(before, form);
	const paths = [...new Set([...old.keys(), ...now.keys()])];
	const changed = paths.filter((path) => !same(old.get(path), now.get(path)));
	const patch: Readonly<Record<string, unknown>> = Object.fromEntries(
		changed.map((path) => [path, now.get(path) ?? null])
	);
	// `flat` made each path of a field of the form, with a value of that field's type.
	return patch as ContactPatch;
}

/** Whether saving would change anything. */
export function isChanged(before: Partial<Contact>, form: ContactForm): boolean {
	return Object.keys(patchOf(before, form)).length > 0;
}

/** Values of a map keep what this form does not show: a newer version of Tend may have put it there. */
function flat(before: Partial<Contact>, form: ContactForm): Flat {
	const entries: [path: string, value: unknown][] = [
		...textFields.map((field): [string, unknown] => [field, textOf(form[field])]),
		...numberFields.map((field): [string, unknown] => [field, numberOf(form[field])]),
		['stage', textOf(form.stage)],
		['register', textOf(form.register)],
		['communal', form.communal || undefined],
		...pointFields.flatMap((field) =>
			form[field].map((row): [string, unknown] => [
				`${field}/${row.id}`,
				point(row, before[field]?.[row.id])
			])
		),
		...form.addresses.map((row): [string, unknown] => [
			`addresses/${row.id}`,
			address(row, before.addresses?.[row.id])
		]),
		...form.dates.map((row): [string, unknown] => [
			`dates/${row.id}`,
			anniversary(row, before.dates?.[row.id])
		]),
		...form.tags.map((tag): [string, unknown] => [`tags/${tag}`, true]),
		...form.custom.map(({ name, value }): [string, unknown] => [
			`custom/${name.trim()}`,
			textOf(value)
		]),
		...form.manners.map((row): [string, unknown] => [
			`manners/${row.kind}`,
			manner(row, before.manners?.[row.kind])
		])
	];
	return new Map(entries.filter(([path, value]) => value !== undefined && path !== 'custom/'));
}

function point(
	{ label, value, pos }: PointForm,
	before: ContactPoint | undefined
): ContactPoint | undefined {
	return value.trim() === '' ? undefined : tidy({ ...before, label, value, pos });
}

function address({ id: _, ...row }: AddressForm, before: Address | undefined): Address | undefined {
	const { street, locality, region, postalCode, country } = row;
	const isEmpty = [street, locality, region, postalCode, country].join('').trim() === '';
	return isEmpty ? undefined : tidy({ ...before, ...row });
}

function anniversary(row: DateForm, before: Anniversary | undefined): Anniversary | undefined {
	const date = partialOf(row);
	if (date === undefined) return undefined;
	return tidy({
		...before,
		kind: row.kind,
		date,
		label: row.label,
		leadDays: numberOf(row.leadDays)
	});
}

function manner({ value, askedOn }: MannerForm, before: Manner | undefined): Manner | undefined {
	return value.trim() === '' ? undefined : tidy({ ...before, value, askedOn });
}

/** The date that the typed parts make, as it goes on the wire. */
export function partialOf({
	year,
	month,
	day
}: Pick<DateForm, 'year' | 'month' | 'day'>): string | undefined {
	return joinPartial({ year: numberOf(year), month: numberOf(month), day: numberOf(day) });
}

/** The object with its texts trimmed, and without what is empty. */
function tidy<T extends object>(object: { readonly [K in keyof T]: T[K] | undefined }): T {
	const entries = Object.entries(object).flatMap(([key, value]: [string, unknown]) => {
		const kept = typeof value === 'string' ? textOf(value) : value;
		return kept === undefined ? [] : [[key, kept]];
	});
	// Only optional members can be undefined, and only those were left out.
	return Object.fromEntries(entries) as T;
}

function textOf(text: string): string | undefined {
	const trimmed = text.trim();
	return trimmed === '' ? undefined : trimmed;
}

function numberOf(text: string): number | undefined {
	return text.trim() === '' ? undefined : Number(text);
}

/** Whether two values of JSON are equal; the order of an object's members does not count. */
function same(a: unknown, b: unknown): boolean {
	if (!isObject(a) || !isObject(b)) return a === b;
	const keys = Object.keys(a);
	return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}
