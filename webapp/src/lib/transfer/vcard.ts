/**
 * Reads vCards: 4.0 (RFC 6350), 3.0 (RFC 2426) and 2.1, in the dialects of
 * Apple, Google and Outlook. What is not understood is kept, line by line, so
 * that an export gives it back.
 */
import { contentLines, splitUnescaped, unescapeText, type ContentLine } from './content-lines.ts';
import { readDate } from './vcard-date.ts';

/** A value with what the owner of the file called it, such as "home". */
export interface Labelled {
	readonly label: string | undefined;
	readonly value: string;
}

/** A postal address as RFC 6350 §6.3.1 divides it; the post box and the extension stand in the street. */
export interface CardAddress {
	readonly label: string | undefined;
	readonly street: string;
	readonly locality: string;
	readonly region: string;
	readonly postalCode: string;
	readonly country: string;
}

/** A date that returns every year; `date` may lack its year. */
export interface CardDate {
	readonly kind: 'birthday' | 'anniversary' | 'other';
	readonly date: string;
	readonly label: string | undefined;
}

/** One person, as the file tells of them. */
export interface Card {
	/** Line of the file at which the card begins, from 1. */
	readonly line: number;
	/** The card's UID; without one, its fingerprint. */
	readonly uid: string;
	/** A name made of all that the card says: the same card has the same one, whichever file it stands in. */
	readonly fingerprint: string;
	readonly fullName: string;
	readonly givenName: string | undefined;
	readonly familyName: string | undefined;
	readonly nickname: string | undefined;
	readonly organization: string | undefined;
	readonly title: string | undefined;
	readonly emails: readonly Labelled[];
	readonly phones: readonly Labelled[];
	readonly urls: readonly Labelled[];
	readonly addresses: readonly CardAddress[];
	readonly dates: readonly CardDate[];
	readonly tags: readonly string[];
	readonly notes: readonly string[];
	/** A `data:` URL with the picture, at its full size. */
	readonly photo: string | undefined;
	/** Lines that Tend does not understand, unfolded. */
	readonly kept: readonly string[];
}

/** Why a card cannot be read. */
export type Fault = 'not-a-line' | 'no-end' | 'no-name' | 'outside';

/** A card that was skipped, and the line at which it went wrong. */
export interface BrokenCard {
	readonly line: number;
	readonly fault: Fault;
	/** The beginning of the line, to find it by. */
	readonly excerpt: string;
}

/** What a file holds, one card after the other, so that a caller can pause between them. */
export function* readCards(text: string): Generator<Card | BrokenCard, void, undefined> {
	let open: OpenCard | undefined;
	for (const line of contentLines(text)) {
		if ('bad' in line) {
			if (open === undefined) yield broken(line.line, 'outside', line.bad);
			else open.fault ??= broken(line.line, 'not-a-line', line.bad);
		} else if (line.name === 'BEGIN' && isVcard(line)) {
			if (open !== undefined) yield broken(open.begin.line, 'no-end', open.begin.raw);
			open = { begin: line, lines: [], fault: undefined };
		} else if (line.name === 'END' && isVcard(line)) {
			if (open !== undefined) yield open.fault ?? toCard(open);
			open = undefined;
		} else if (open === undefined) {
			yield broken(line.line, 'outside', line.raw);
		} else {
			open.lines.push(line);
		}
	}
	if (open !== undefined) yield broken(open.begin.line, 'no-end', open.begin.raw);
}

interface OpenCard {
	readonly begin: ContentLine;
	readonly lines: ContentLine[];
	fault: BrokenCard | undefined;
}

function isVcard(line: ContentLine): boolean {
	return line.value.trim().toUpperCase() === 'VCARD';
}

function broken(line: number, fault: Fault, text: string): BrokenCard {
	return { line, fault, excerpt: text.slice(0, 60) };
}

/** Whether `item` could not be read. */
export function isBroken(item: Card | BrokenCard): item is BrokenCard {
	return 'fault' in item;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer U)[] ? U[] : T[K] };

function toCard({ begin, lines }: OpenCard): Card | BrokenCard {
	const card: Mutable<Card> = {
		line: begin.line,
		uid: '',
		fingerprint: fingerprintOf(lines),
		fullName: '',
		givenName: undefined,
		familyName: undefined,
		nickname: undefined,
		organization: undefined,
		title: undefined,
		emails: [],
		phones: [],
		urls: [],
		addresses: [],
		dates: [],
		tags: [],
		notes: [],
		photo: undefined,
		kept: []
	};
	const labels = groupLabels(lines);
	for (const line of lines) {
		const read = readers[line.name];
		const understood = read?.(card, line, labelOf(line, labels)) ?? false;
		if (!understood && !silent.has(line.name)) card.kept.push(line.raw);
	}
	card.fullName ||= nameFromTheRest(card);
	if (card.fullName === '') return broken(begin.line, 'no-name', begin.raw);
	card.uid ||= card.fingerprint;
	return card;
}

/** Properties that say nothing about the person. */
const silent: ReadonlySet<string> = new Set(['VERSION', 'PRODID', 'REV', 'X-ABLABEL']);

/** Reads one property into the card; says whether it understood all of it. */
type Reader = (card: Mutable<Card>, line: ContentLine, label: string | undefined) => boolean;

const readers: Readonly<Partial<Record<string, Reader>>> = {
	FN: (card, line) => fillText(card, 'fullName', line.value),
	N: readName,
	NICKNAME: (card, line) =>
		fillText(card, 'nickname', splitUnescaped(line.value, ',').map(unescapeText).join(', '), false),
	ORG: readOrganization,
	TITLE: (card, line) => fillText(card, 'title', line.value),
	ROLE: (card, line) => fillText(card, 'title', line.value),
	EMAIL: (card, line, label) => addLabelled(card.emails, label, bare(line.value, 'mailto:')),
	TEL: (card, line, label) => addLabelled(card.phones, label, bare(line.value, 'tel:')),
	URL: (card, line, label) => addLabelled(card.urls, label, unescapeText(line.value)),
	'X-SOCIALPROFILE': (card, line, label) => addLabelled(card.urls, label, unescapeText(line.value)),
	ADR: readAddress,
	BDAY: (card, line) => addDate(card, 'birthday', line, undefined),
	ANNIVERSARY: (card, line) => addDate(card, 'anniversary', line, undefined),
	'X-ANNIVERSARY': (card, line) => addDate(card, 'anniversary', line, undefined),
	'X-ABDATE': (card, line, label) =>
		addDate(card, label?.toLowerCase() === 'anniversary' ? 'anniversary' : 'other', line, label),
	CATEGORIES: readCategories,
	NOTE: (card, line) => {
		const text = unescapeText(line.value).trim();
		if (text !== '') card.notes.push(text);
		return true;
	},
	PHOTO: readPhoto,
	UID: (card, line) => {
		card.uid ||= unescapeText(line.value)
			.trim()
			.replace(/^urn:uuid:/i, '');
		return true;
	}
};

type TextField = 'fullName' | 'nickname' | 'organization' | 'title';

/** Keeps the first value of a field; a second one is not understood, and so kept as a line. */
function fillText(card: Mutable<Card>, field: TextField, value: string, escaped = true): boolean {
	const text = (escaped ? unescapeText(value) : value).replace(/\s+/g, ' ').trim();
	if (text === '') return true;
	if (card[field] !== undefined && card[field] !== '') return card[field] === text;
	card[field] = text;
	return true;
}

function readName(card: Mutable<Card>, line: ContentLine): boolean {
	const [family, given, ...rest] = splitUnescaped(line.value, ';').map((part) =>
		splitUnescaped(part, ',').map(unescapeText).join(' ').trim()
	);
	card.familyName ??= family === '' ? undefined : family;
	card.givenName ??= given === '' ? undefined : given;
	return rest.every((part) => part === ''); // middle names, prefixes and suffixes are kept as written
}

function readOrganization(card: Mutable<Card>, line: ContentLine): boolean {
	const [name = '', ...units] = splitUnescaped(line.value, ';').map((part) =>
		unescapeText(part).trim()
	);
	return fillText(card, 'organization', name, false) && units.every((unit) => unit === '');
}

function bare(value: string, scheme: 'mailto:' | 'tel:'): string {
	const text = unescapeText(value).trim();
	return text.toLowerCase().startsWith(scheme) ? text.slice(scheme.length) : text;
}

/** The most values of one kind that a card fills into the contact; further ones are kept as lines. */
const mostValues = 100;

function addLabelled(list: Labelled[], label: string | undefined, value: string): boolean {
	const text = value.trim();
	if (text === '' || list.some((other) => other.value === text)) return true;
	if (list.length >= mostValues) return false;
	list.push({ label, value: text });
	return true;
}

function readAddress(card: Mutable<Card>, line: ContentLine, label: string | undefined): boolean {
	const parts = splitUnescaped(line.value, ';').map((part) =>
		splitUnescaped(part, ',').map(unescapeText).join(', ').trim()
	);
	const [
		box = '',
		extension = '',
		street = '',
		locality = '',
		region = '',
		code = '',
		country = ''
	] = parts;
	if (parts.every((part) => part === '')) return true;
	if (card.addresses.length >= mostValues) return false;
	card.addresses.push({
		label,
		street: [box, extension, street].filter((part) => part !== '').join('\n'),
		locality,
		region,
		postalCode: code,
		country
	});
	return true;
}

function addDate(
	card: Mutable<Card>,
	kind: CardDate['kind'],
	line: ContentLine,
	label: string | undefined
): boolean {
	const omitted = line.params.get('X-APPLE-OMIT-YEAR')?.[0];
	const date = readDate(line.value, omitted);
	if (date === undefined || card.dates.length >= mostValues) return false;
	card.dates.push({ kind, date, label });
	return true;
}

function readCategories(card: Mutable<Card>, line: ContentLine): boolean {
	const tags = new Set(card.tags);
	for (const part of splitUnescaped(line.value, ',')) {
		const tag = unescapeText(part).trim();
		if (tag !== '') tags.add(tag);
	}
	card.tags = [...tags].slice(0, mostValues);
	return tags.size <= mostValues;
}

/** A picture inside the file; one that lies elsewhere is never fetched, its address is kept. */
function readPhoto(card: Mutable<Card>, line: ContentLine): boolean {
	if (card.photo !== undefined) return false;
	const encoding = line.params.get('ENCODING')?.[0]?.toUpperCase();
	if (encoding === 'B' || encoding === 'BASE64') {
		const type = (line.params.get('TYPE')?.[0] ?? 'jpeg').toLowerCase().replace(/^image\//, '');
		card.photo = `data:image/${type};base64,${line.value.replace(/\s+/g, '')}`;
		return true;
	}
	if (!/^data:image\/[a-z0-9.+-]+;base64,/i.test(line.value)) return false;
	card.photo = line.value.replace(/\s+/g, '').replace(/\\,/g, ',');
	return true;
}

function nameFromTheRest(card: Card): string {
	const name = [card.givenName, card.familyName].filter((part) => part !== undefined).join(' ');
	return name || card.nickname || card.organization || card.emails[0]?.value || '';
}

/** Apple writes labels as properties of their own: `item1.X-ABLabel:_$!<HomePage>!$_`. */
function groupLabels(lines: readonly ContentLine[]): ReadonlyMap<string, string> {
	const labels = new Map<string, string>();
	for (const line of lines) {
		if (line.name !== 'X-ABLABEL' || line.group === '') continue;
		labels.set(line.group, unescapeText(line.value).replace(/^_\$!<(.*)>!\$_$/, '$1'));
	}
	return labels;
}

/** Types that name the medium or the rank, not the place. */
const noLabels: ReadonlySet<string> = new Set(['internet', 'voice', 'pref', 'text', 'msg', 'x400']);

function labelOf(line: ContentLine, labels: ReadonlyMap<string, string>): string | undefined {
	const own = labels.get(line.group);
	if (own !== undefined && own !== '') return own;
	const types = (line.params.get('TYPE') ?? [])
		.flatMap((type) => type.split(','))
		.map((type) => type.trim().toLowerCase())
		.filter((type) => type !== '' && !noLabels.has(type));
	return types.find((type) => type === 'cell') ?? types[0];
}

/** Two 32-bit hashes in the manner of FNV-1a: nobody gains by forging them. */
function fingerprintOf(lines: readonly ContentLine[]): string {
	const text = lines
		.filter((line) => !silent.has(line.name))
		.map((line) => line.raw)
		.join('\n');
	return `card-${fnv1a(text, 0x811c9dc5)}${fnv1a(text, 0x01234567)}`;
}

function fnv1a(text: string, seed: number): string {
	let hash = seed;
	for (let i = 0; i < text.length; i++) {
		hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
		hash ^= hash >>> 15;
	}
	return (hash >>> 0).toString(16).padStart(8, '0');
}
