/**
 * A contact as a form holds it: every field a text, every map a list. Made from
 * the record with {@link formOf}; what changed is found by `patch.ts`.
 */
import { parsePartial } from '#lib/calendar/partial.ts';
import type { Contact, ContactPoint } from '#lib/api/collections.gen.ts';

/** The fields that are one line or a few lines of text. Empty means not set. */
export const textFields = [
	'fullName',
	'givenName',
	'familyName',
	'nickname',
	'organization',
	'title',
	'photo',
	'circle',
	'pausedUntil',
	'pauseReason',
	'waitingSince',
	'rules',
	'howWeMet'
] as const satisfies readonly (keyof Contact)[];

/** The fields that are a number of days. */
export const numberFields = [
	'cadenceDays',
	'latestDays'
] as const satisfies readonly (keyof Contact)[];

/** The fields that are lists of labelled values. */
export const pointFields = [
	'emails',
	'phones',
	'urls'
] as const satisfies readonly (keyof Contact)[];

export type TextField = (typeof textFields)[number];
export type NumberField = (typeof numberFields)[number];
export type PointField = (typeof pointFields)[number];

/** A labelled value: an e-mail address, a telephone number, a link. */
export interface PointForm {
	/** Key of the member; keeps its identity while the list is edited on two devices. */
	readonly id: string;
	label: string;
	value: string;
	/** Place in the list, see `place.ts`. */
	pos: number;
}

/** A postal address. */
export interface AddressForm {
	readonly id: string;
	label: string;
	street: string;
	locality: string;
	region: string;
	postalCode: string;
	country: string;
	/** `YYYY-MM-DD` or empty. */
	confirmedOn: string;
	pos: number;
}

/** A day to remember. The parts of the date are as typed. */
export interface DateForm {
	readonly id: string;
	kind: 'birthday' | 'anniversary' | 'other';
	year: string;
	/** From "1" to "12", or empty. */
	month: string;
	day: string;
	label: string;
	leadDays: string;
}

/** A field of the user's own. Its name is its key. */
export interface CustomForm {
	/** Identity of the row on the screen only. */
	readonly id: string;
	name: string;
	value: string;
}

/** One thing on the manners card. */
export interface MannerForm {
	/** Key of the member, such as `gifts`, or the user's own word. */
	readonly kind: string;
	value: string;
	/** `YYYY-MM-DD` when they were asked, empty for a guess. */
	askedOn: string;
}

/** A contact as the form holds it. */
export interface ContactForm
	extends Record<TextField | NumberField, string>, Record<PointField, PointForm[]> {
	addresses: AddressForm[];
	dates: DateForm[];
	tags: string[];
	custom: CustomForm[];
	manners: MannerForm[];
	stage: NonNullable<Contact['stage']> | '';
	register: NonNullable<Contact['register']> | '';
	communal: boolean;
}

/** What a manners card asks about; the user can add words of their own. */
export const mannerKinds = [
	'address',
	'pronunciation',
	'language',
	'zone',
	'hours',
	'holidays',
	'gifts',
	'never'
] as const;

/** The form of a contact, or of one that does not exist yet. */
export function formOf(contact: Partial<Contact>): ContactForm {
	return {
		...textsOf(contact),
		emails: pointsOf(contact.emails),
		phones: pointsOf(contact.phones),
		urls: pointsOf(contact.urls),
		addresses: addressesOf(contact),
		dates: datesOf(contact),
		tags: tagsOf(contact),
		custom: Object.entries(contact.custom ?? {}).map(([name, value]) => ({
			id: name,
			name,
			value
		})),
		manners: mannersOf(contact),
		stage: contact.stage ?? '',
		register: contact.register ?? '',
		communal: contact.communal ?? false
	};
}

/** The tags of a contact in the order of the alphabet. */
export function tagsOf(contact: Partial<Contact>): string[] {
	const tags = Object.entries(contact.tags ?? {}).flatMap(([tag, set]) => (set ? tag : []));
	return tags.sort((a, b) => a.localeCompare(b));
}

/** The members of a list in their order; those without a place come last, in the order of their keys. */
export function inOrder<T extends { readonly pos?: number }>(
	members: Readonly<Record<string, T>> | undefined
): readonly (readonly [id: string, member: T])[] {
	return Object.entries(members ?? {}).sort(
		([a, { pos: posA = Infinity }], [b, { pos: posB = Infinity }]) =>
			posA === posB ? a.localeCompare(b) : posA - posB
	);
}

function textsOf(contact: Partial<Contact>): Record<TextField | NumberField, string> {
	const texts = Object.fromEntries(
		[...textFields, ...numberFields].map((field) => [field, String(contact[field] ?? '')])
	);
	// fromEntries forgets which keys it was given; they are exactly these.
	return texts as Record<TextField | NumberField, string>;
}

function pointsOf(points: Readonly<Record<string, ContactPoint>> | undefined): PointForm[] {
	return inOrder(points).map(([id, { label = '', value = '' }], index) => ({
		id,
		label,
		value,
		pos: points?.[id]?.pos ?? index
	}));
}

function addressesOf(contact: Partial<Contact>): AddressForm[] {
	return inOrder(contact.addresses).map(([id, address], index) => ({
		id,
		label: address.label ?? '',
		street: address.street ?? '',
		locality: address.locality ?? '',
		region: address.region ?? '',
		postalCode: address.postalCode ?? '',
		country: address.country ?? '',
		confirmedOn: address.confirmedOn ?? '',
		pos: address.pos ?? index
	}));
}

function datesOf(contact: Partial<Contact>): DateForm[] {
	return Object.entries(contact.dates ?? {}).map(
		([id, { kind = 'other', date = '', label, leadDays }]) => {
			const { year, month, day } = parsePartial(date) ?? {};
			return {
				id,
				kind,
				year: String(year ?? ''),
				month: String(month ?? ''),
				day: String(day ?? ''),
				label: label ?? '',
				leadDays: String(leadDays ?? '')
			};
		}
	);
}

/** All kinds that are asked about, also the empty ones, then the user's own. */
function mannersOf(contact: Partial<Contact>): MannerForm[] {
	const kinds = new Set<string>([...mannerKinds, ...Object.keys(contact.manners ?? {})]);
	return [...kinds].map((kind) => {
		const { value = '', askedOn = '' } = contact.manners?.[kind] ?? {};
		return { kind, value, askedOn };
	});
}
