/** The lines of the details card, as a pure function of the contact. */
import type { Contact } from '#lib/api/collections.gen.ts';
import { webHref, webText } from '#lib/link/web.ts';
import { m } from '#lib/paraglide/messages.js';
import { addressLines } from '#lib/postal/lines.ts';

import { inOrder } from './form.ts';
import { callHref, mailHref } from './links.ts';
import { dateWords, mannerWords, occasionWords, staleWords, type Reader } from './words.ts';

/** One line: what it is, what it says, and what can be done with it. */
export interface Detail {
	readonly key: string;
	readonly label: string;
	readonly text: string;
	/** Only of schemes that call, write or open a page. */
	readonly href?: string | undefined;
	/** Why it may no longer be right. */
	readonly doubt?: string | undefined;
}

/** All that is known, the ways to reach them first. */
export function detailsOf(contact: Contact, reader: Reader): readonly Detail[] {
	return [
		...points(contact, 'phones', m.contact_phone(), callHref),
		...points(contact, 'emails', m.contact_email(), mailHref),
		...points(contact, 'urls', m.contact_url(), webHref).map((line) => ({
			...line,
			text: webText(line.text)
		})),
		...addresses(contact, reader),
		...dates(contact, reader),
		...Object.entries(contact.custom ?? {}).map(([name, text]) => ({
			key: `custom/${name}`,
			label: name,
			text
		})),
		...texts(contact)
	];
}

function points(
	contact: Contact,
	field: 'phones' | 'emails' | 'urls',
	what: string,
	href: (value: string) => string | undefined
): readonly Detail[] {
	return inOrder(contact[field]).flatMap(([id, { label, value = '' }]) =>
		value === ''
			? []
			: { key: `${field}/${id}`, label: label ?? what, text: value, href: href(value) }
	);
}

function addresses(contact: Contact, reader: Reader): readonly Detail[] {
	return inOrder(contact.addresses).map(([id, address]) => ({
		key: `addresses/${id}`,
		label: address.label ?? m.contact_address(),
		text: addressLines(address),
		doubt: staleWords(address.confirmedOn, reader)
	}));
}

function dates(contact: Contact, { locale }: Reader): readonly Detail[] {
	return Object.entries(contact.dates ?? {}).flatMap(
		([id, { kind = 'other', date = '', label }]) =>
			date === ''
				? []
				: { key: `dates/${id}`, label: label ?? occasionWords(kind), text: dateWords(date, locale) }
	);
}

/** The manners card: what one knows of how to treat somebody, and what of it is only a guess. */
export function mannersOf(contact: Contact): readonly Detail[] {
	return Object.entries(contact.manners ?? {}).flatMap(([kind, { value = '', askedOn }]) =>
		value === ''
			? []
			: {
					key: `manners/${kind}`,
					label: mannerWords(kind),
					text: kind === 'zone' ? value.replaceAll('_', ' ') : value,
					doubt: askedOn === undefined ? m.contact_guess() : undefined
				}
	);
}

function texts({ howWeMet, rules, pauseReason }: Contact): readonly Detail[] {
	return [
		{ key: 'howWeMet', label: m.contact_how_we_met(), text: howWeMet ?? '' },
		{ key: 'rules', label: m.contact_rules(), text: rules ?? '' },
		{ key: 'pauseReason', label: m.contact_pause_reason(), text: pauseReason ?? '' }
	].filter(({ text }) => text !== '');
}
