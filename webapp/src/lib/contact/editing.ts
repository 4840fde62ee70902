/** A form that is being filled in, kept on the device until it is saved. */
import type { Contact } from '#lib/api/collections.gen.ts';

import { formOf, type ContactForm } from './form.ts';

/**
 * The form, and the contact as it was when the form was opened: only against
 * that can be told what the person changed and what another device did.
 */
export interface Editing {
	readonly before: Partial<Contact>;
	readonly form: ContactForm;
}

/** Begins with a contact, or with a name for a new one. */
export function begin(contact: Contact | undefined, name = ''): Editing {
	const before: Partial<Contact> = contact ?? {};
	return { before, form: { ...formOf(before), ...(contact === undefined && { fullName: name }) } };
}

/** Reads a kept form. What a newer form has and the kept one has not is filled in from the contact. */
export function checkEditing(value: unknown): Editing | undefined {
	if (!isObject(value) || !isObject(value['before']) || !isObject(value['form'])) return undefined;
	const { before, form } = value;
	const whole = formOf(before);
	const isSameShape = Object.entries(whole).every(
		([field, filled]) => !(field in form) || Array.isArray(form[field]) === Array.isArray(filled)
	);
	return isSameShape ? { before, form: { ...whole, ...form } } : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
