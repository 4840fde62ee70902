/**
 * Decides what an import changes, before anything is changed: which people are
 * new, which ones gain something, and which ones Tend knows already.
 *
 * An import only adds. A value that the contact has is never replaced, and a
 * card that was imported before changes nothing, whatever has happened to the
 * contact since.
 */
import type { ContactPatch, NotePatch } from '#lib/api/collections.gen.ts';
import type { Change, Row } from '#lib/db/types.ts';

import type { Card, CardAddress, CardDate, Labelled } from './vcard.ts';

/** What becomes of a card. */
export type Verdict = 'new' | 'more' | 'known' | 'repeated';

/** One card with what it changes. */
export interface PlannedCard {
	readonly card: Card;
	readonly verdict: Verdict;
	/** The contact that is made or that gains something. */
	readonly contactId: string;
	/** Empty for a person who is known already. */
	readonly changes: readonly Change[];
	/** Takes `changes` back. */
	readonly undo: readonly Change[];
	/** Names of what was too long for its field; the whole of it is kept among the unknown lines. */
	readonly shortened: readonly string[];
}

/** Prepares an import into what is already there. */
export class Planner {
	readonly #newId: () => string;
	readonly #byUid = new Map<string, Row<'contact'>>();
	readonly #byPoint = new Map<string, Row<'contact'>>();
	readonly #byBareName = new Map<string, Row<'contact'> | 'several'>();
	readonly #seen = new Set<string>();

	constructor(existing: readonly Row<'contact'>[], newId: () => string) {
		this.#newId = newId;
		for (const row of existing) this.#index(row);
	}

	/** Decides about one card. Cards are to be given in the order of the file. */
	plan(card: Card): PlannedCard {
		const known = this.#find(card);
		if (this.#seen.has(card.uid)) return nothing(card, 'repeated', known?.id ?? '');
		this.#seen.add(card.uid);
		if (known === undefined) return this.#add(card);
		if (fingerprints(known).has(card.fingerprint)) return nothing(card, 'known', known.id);
		return this.#fill(card, known);
	}

	#index(row: Row<'contact'>): void {
		const { uid, emails, phones, fullName } = row.fields;
		if (uid !== undefined) this.#byUid.set(uid, row);
		const points = [...emailsOf(emails), ...phonesOf(phones)];
		for (const point of points) this.#byPoint.set(`${fold(fullName)}|${point}`, row);
		if (uid === undefined && points.length === 0) {
			const name = fold(fullName);
			this.#byBareName.set(name, this.#byBareName.has(name) ? 'several' : row);
		}
	}

	/** By UID; else by name and one address or number; else by name, if the contact is no more than a name. */
	#find(card: Card): Row<'contact'> | undefined {
		const byUid = this.#byUid.get(uidOf(card));
		if (byUid !== undefined) return byUid;
		const name = fold(card.fullName);
		const points = [
			...card.emails.map(({ value }) => emailKey(value)),
			...card.phones.map(({ value }) => phoneKey(value))
		];
		for (const point of points) {
			const row = this.#byPoint.get(`${name}|${point}`);
			if (row !== undefined) return row;
		}
		const bare = this.#byBareName.get(name);
		return bare === 'several' ? undefined : bare;
	}

	#add(card: Card): PlannedCard {
		const contactId = this.#newId();
		const { patch, shortened } = patchFor(card, {});
		const notes = this.#notes(card, contactId);
		return {
			card,
			verdict: 'new',
			contactId,
			changes: [{ op: 'put', collection: 'contact', id: contactId, patch }, ...notes],
			undo: [
				{ op: 'delete', collection: 'contact', id: contactId },
				...notes.map(({ id }) => ({ op: 'delete', collection: 'note', id }) as const)
			],
			shortened
		};
	}

	#fill(card: Card, known: Row<'contact'>): PlannedCard {
		const { patch, shortened } = patchFor(card, known.fields);
		const gained = Object.keys(patch).some((key) => key !== 'vcard' && key !== 'uid');
		// A card of a known UID was imported before, and its notes with it.
		const notes = known.fields.uid === uidOf(card) ? [] : this.#notes(card, known.id);
		return {
			card,
			verdict: gained || notes.length > 0 ? 'more' : 'known',
			contactId: known.id,
			changes: [{ op: 'put', collection: 'contact', id: known.id, patch }, ...notes],
			undo: [
				{
					op: 'put',
					collection: 'contact',
					id: known.id,
					patch: inverse(patch, known.fields.vcard)
				},
				...notes.map(({ id }) => ({ op: 'delete', collection: 'note', id }) as const)
			],
			shortened
		};
	}

	#notes(card: Card, contactId: string): (Change & { op: 'put'; collection: 'note' })[] {
		return card.notes.flatMap(pieces).map((body) => {
			const patch: NotePatch = { body };
			const about: NotePatch = { [`contacts/${contactId}`]: true };
			return { op: 'put', collection: 'note', id: this.#newId(), patch: { ...patch, ...about } };
		});
	}
}

/** Parts of a text that each fit a note. */
function pieces(text: string): string[] {
	const parts: string[] = [];
	for (let from = 0; from < text.length; from += mostKept)
		parts.push(text.slice(from, from + mostKept));
	return parts;
}

function nothing(card: Card, verdict: Verdict, contactId: string): PlannedCard {
	return { card, verdict, contactId, changes: [], undo: [], shortened: [] };
}

type Draft = { -readonly [K in keyof ContactPatch]: ContactPatch[K] };
type Has = Partial<Row<'contact'>['fields']>;

/** What the card adds to what the contact has. */
function patchFor(card: Card, has: Has): { patch: ContactPatch; shortened: readonly string[] } {
	const shortened: string[] = [];
	const kept = [...card.kept];
	const fit = (name: string, value: string, limit: number): string => {
		if (value.length <= limit) return value;
		shortened.push(name);
		kept.push(`X-TEND-WHOLE;FIELD=${name}:${value.replace(/\n/g, '\\n')}`);
		return value.slice(0, limit).replace(/[\uD800-\uDBFF]$/, '');
	};
	const patch: Draft = {};
	if (has.fullName === undefined) patch.fullName = fit('fullName', card.fullName, 200);
	for (const field of ['givenName', 'familyName', 'nickname', 'organization', 'title'] as const) {
		const value = card[field];
		if (value !== undefined && has[field] === undefined) patch[field] = fit(field, value, 500);
	}
	if (has.uid === undefined) patch.uid = uidOf(card);
	if (has.photo === undefined && card.photo !== undefined) patch.photo = card.photo;
	addPoints(patch, 'emails', card.emails, new Set(emailsOf(has.emails)), emailKey);
	addPoints(patch, 'phones', card.phones, new Set(phonesOf(has.phones)), phoneKey);
	addPoints(patch, 'urls', card.urls, new Set(valuesOf(has.urls)), (url) => url);
	addAddresses(patch, card.addresses, has);
	addDates(patch, card.dates, has);
	for (const tag of card.tags) {
		const key = tagKey(tag);
		if (has.tags?.[key] !== true) patch[`tags/${key}`] = true;
	}
	patch.vcard = keptLines(has.vcard, card.fingerprint, kept);
	return { patch, shortened };
}

function addPoints(
	patch: Draft,
	field: 'emails' | 'phones' | 'urls',
	values: readonly Labelled[],
	has: ReadonlySet<string>,
	keyOf: (value: string) => string
): void {
	const fresh = values.filter(({ value }) => value.length <= 2000 && !has.has(keyOf(value)));
	fresh.forEach(({ label, value }, i) => {
		const pos = has.size + i + 1;
		patch[`${field}/${memberId(i)}`] = { ...short(label), value, pos };
	});
}

function addAddresses(patch: Draft, addresses: readonly CardAddress[], has: Has): void {
	const known = new Set(Object.values(has.addresses ?? {}).map(addressKey));
	const fresh = addresses.filter((address) => !known.has(addressKey(address)));
	fresh.forEach(({ label, ...parts }, i) => {
		const filled = Object.entries(parts).filter(([, part]) => part !== '');
		const clipped = filled.map(([name, part]) => [name, part.slice(0, 500)] as const);
		const pos = known.size + i + 1;
		patch[`addresses/${memberId(i)}`] = { ...short(label), ...Object.fromEntries(clipped), pos };
	});
}

function addDates(patch: Draft, dates: readonly CardDate[], has: Has): void {
	const known = new Set(
		Object.values(has.dates ?? {}).map((d) => `${d.kind ?? ''} ${d.date ?? ''}`)
	);
	const fresh = dates.filter(({ kind, date }) => !known.has(`${kind} ${date}`));
	fresh.forEach(({ kind, date, label }, i) => {
		patch[`dates/${memberId(i)}`] = { kind, date, ...(kind === 'other' ? short(label) : {}) };
	});
}

function short(label: string | undefined): { readonly label?: string } {
	return label === undefined ? {} : { label: label.slice(0, 500) };
}

/** A member id that no other device makes. */
function memberId(i: number): string {
	return `${crypto.randomUUID().slice(0, 8)}${i.toString(36)}`;
}

/** Tags are keys of a map, and a slash parts a key from its map. */
function tagKey(tag: string): string {
	return Array.from(tag.replaceAll('/', '∕').replace(/\p{Cc}/gu, ' '))
		.slice(0, 100)
		.join('')
		.trim();
}

const fingerprintLine = 'X-TEND-CARD:';
const mostKept = 200_000;

/** The lines to keep: those that were there, the new ones, and which cards they came from. */
function keptLines(
	before: string | undefined,
	fingerprint: string,
	lines: readonly string[]
): string {
	const all = new Set(before === undefined || before === '' ? [] : before.split('\n'));
	all.add(fingerprintLine + fingerprint);
	let size = [...all].reduce((sum, line) => sum + line.length + 1, 0);
	for (const line of lines) {
		if (all.has(line) || size + line.length + 1 > mostKept) continue;
		all.add(line);
		size += line.length + 1;
	}
	return [...all].join('\n');
}

function fingerprints(row: Row<'contact'>): ReadonlySet<string> {
	const lines = (row.fields.vcard ?? '').split('\n');
	return new Set(
		lines
			.filter((line) => line.startsWith(fingerprintLine))
			.map((line) => line.slice(fingerprintLine.length))
	);
}

/** The patch that takes an addition back: all that it set was empty before, but for the kept lines. */
function inverse(patch: ContactPatch, vcard: string | undefined): ContactPatch {
	const cleared = Object.fromEntries(Object.keys(patch).map((key) => [key, null]));
	return { ...cleared, vcard: vcard ?? null };
}

function fold(name: string): string {
	return name
		.normalize('NFKD')
		.replace(/\p{Mark}/gu, '')
		.toLowerCase()
		.replace(/\s+/g, ' ')
		.trim();
}

function emailKey(value: string): string {
	return `e:${value.trim().toLowerCase()}`;
}

/** The card's UID, unless it is too long for one. */
function uidOf(card: Card): string {
	return card.uid.length <= 500 ? card.uid : card.fingerprint;
}

/** The digits of a number, without the zeros or the plus in front, however it is spaced. */
function phoneKey(value: string): string {
	const digits = value.replace(/\D/g, '').replace(/^0+/, '');
	return `p:${digits === '' ? value : digits}`;
}

type Points = Readonly<Record<string, { readonly value?: string }>> | undefined;

function valuesOf(points: Points): string[] {
	return Object.values(points ?? {}).flatMap(({ value }) => (value === undefined ? [] : [value]));
}

function emailsOf(points: Points): string[] {
	return valuesOf(points).map(emailKey);
}

function phonesOf(points: Points): string[] {
	return valuesOf(points).map(phoneKey);
}

function addressKey(address: { readonly [K in keyof CardAddress]?: CardAddress[K] }): string {
	const { street, locality, region, postalCode, country } = address;
	return fold([street, locality, region, postalCode, country].map((part) => part ?? '').join('|'));
}
