/** Writes a contact as a vCard 4.0 (RFC 6350), with the lines of an imported card that no field holds. */
import type { Contact } from '#lib/api/collections.gen.ts';

/** Octets of a line, after which it is folded. */
const WIDTH = 75;

/** Properties that the fields write; a kept line of another card does not write them again. */
const own: ReadonlySet<string> = new Set(['FN', 'N', 'UID', 'VERSION', 'BEGIN', 'END']);

/** The vCard of a contact, with the line end after it. */
export function cardText(contact: Contact): string {
	const { fullName, familyName = '', givenName = '', nickname, organization, title } = contact;
	const name = [familyName, givenName, '', '', ''].map(escaped).join(';');
	const tags = Object.entries(contact.tags ?? {}).flatMap(([tag, isSet]) => (isSet ? [tag] : []));
	const lines = [
		'BEGIN:VCARD',
		'VERSION:4.0',
		...line('UID', contact.uid),
		`FN:${escaped(fullName)}`,
		...(familyName === '' && givenName === '' ? [] : [`N:${name}`]),
		...line('NICKNAME', nickname),
		...line('ORG', organization),
		...line('TITLE', title),
		...points('EMAIL', contact.emails),
		...points('TEL', contact.phones),
		...points('URL', contact.urls),
		...addressLines(contact),
		...dateLines(contact),
		...(tags.length === 0 ? [] : [`CATEGORIES:${tags.map(escaped).join(',')}`]),
		...(contact.photo === undefined ? [] : [`PHOTO:${contact.photo}`]),
		...keptLines(contact.vcard),
		'END:VCARD'
	];
	return lines.map(folded).join('\r\n') + '\r\n';
}

function line(property: string, value: string | undefined): readonly string[] {
	return value === undefined || value === '' ? [] : [`${property}:${escaped(value)}`];
}

type Placed = { readonly label?: string; readonly pos?: number };

/** The members of a map in the order in which the user sees them. */
function ordered<T extends Placed>(members: Readonly<Record<string, T>> | undefined): readonly T[] {
	return Object.values(members ?? {}).toSorted((a, b) => (a.pos ?? 0) - (b.pos ?? 0));
}

function points(
	property: string,
	members: Readonly<Record<string, Placed & { readonly value?: string }>> | undefined
): readonly string[] {
	return ordered(members).flatMap(({ label, value = '' }) =>
		value === '' ? [] : [`${property}${typed(label)}:${escaped(value)}`]
	);
}

function addressLines({ addresses }: Contact): readonly string[] {
	return ordered(addresses).map(({ label, ...address }) => {
		const { street, locality, region, postalCode, country } = address;
		const parts = ['', '', street, locality, region, postalCode, country];
		return `ADR${typed(label)}:${parts.map((part) => escaped(part ?? '')).join(';')}`;
	});
}

function dateLines({ dates }: Contact): readonly string[] {
	return Object.values(dates ?? {}).flatMap(({ kind, date = '', label }, i) => {
		const day = date.startsWith('--') ? date.replace(/(?<=\d)-/g, '') : date.replaceAll('-', '');
		if (day === '') return [];
		if (kind === 'birthday') return [`BDAY:${day}`];
		if (kind === 'anniversary') return [`ANNIVERSARY:${day}`];
		const group = `day${String(i + 1)}`;
		return [`${group}.X-ABDATE:${day}`, `${group}.X-ABLABEL:${escaped(label ?? '')}`];
	});
}

/** What an import could not read, but for the mark by which it knows the card again. */
function keptLines(vcard: string | undefined): readonly string[] {
	return (vcard ?? '').split('\n').filter((kept) => {
		const property = /^[^:;]*/.exec(kept)?.[0].toUpperCase() ?? '';
		return kept !== '' && property !== 'X-TEND-CARD' && !own.has(property);
	});
}

/** The parameter that says what kind of address or number it is; none without a label. */
export function typed(label: string | undefined): string {
	const type = (label ?? '').replace(/["\r\n]/g, '');
	return type === '' ? '' : `;TYPE="${type}"`;
}

/** A value as RFC 6350 has it, §3.4. */
export function escaped(value: string): string {
	return value
		.replaceAll('\\', '\\\\')
		.replaceAll(',', '\\,')
		.replaceAll(';', '\\;')
		.replace(/\r?\n/g, '\\n');
}

/** A long line in pieces, each but the first after a space; no sign is cut in two. */
function folded(text: string): string {
	const encoder = new TextEncoder();
	const pieces: string[] = [];
	let piece = '';
	let size = 0;
	for (const sign of text) {
		const octets = sign < '\u0080' ? 1 : encoder.encode(sign).length;
		if (size + octets > WIDTH) {
			pieces.push(piece);
			[piece, size] = [' ', 1];
		}
		piece += sign;
		size += octets;
	}
	return [...pieces, piece].join('\r\n');
}
