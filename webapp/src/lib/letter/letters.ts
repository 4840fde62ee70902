/** Letters in the order of their lives, and what each is about: pure functions of the records. */
import type { Contact, Letter } from '#lib/api/collections.gen.ts';
import { daysBetween, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';
import { addressLines } from '#lib/postal/lines.ts';

/** A letter as it is kept. */
export type LetterRow = Row<'letter'>;

/** How far a letter is. */
export type LetterState = NonNullable<Letter['state']>;

/** The states in the order in which a letter goes through them. */
export const states = [
	'idea',
	'written',
	'posted',
	'arrived'
] as const satisfies readonly LetterState[];

/** How far a letter is; one that says nothing is an idea. */
export function stateOf({ state = 'idea' }: Letter): LetterState {
	return state;
}

/** Letters by how far they are, the oldest first where something is to be done, else the newest. */
export function byState(
	rows: readonly LetterRow[]
): Readonly<Record<LetterState, readonly LetterRow[]>> {
	const old = (a: LetterRow, b: LetterRow) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
	const of = (state: LetterState) => rows.filter(({ fields }) => stateOf(fields) === state);
	return {
		idea: of('idea').sort(old),
		written: of('written').sort(old),
		posted: of('posted').sort((a, b) => old(b, a)),
		arrived: of('arrived').sort((a, b) => old(b, a))
	};
}

/** An address to write to, and how sure it is. */
export interface Destination {
	/** Key of one of the contact's addresses; `undefined` where it was typed for this letter. */
	readonly key: string | undefined;
	/** The lines below the name. */
	readonly lines: string;
	/** When it was last known to be right. */
	readonly confirmedOn: WallDate | undefined;
}

/** The addresses of a contact that can be written to, in their order. */
export function addressesOf(
	contact: Pick<Contact, 'addresses'> | undefined
): readonly Destination[] {
	return Object.entries(contact?.addresses ?? {})
		.sort(([a, one], [b, other]) => (one.pos ?? 0) - (other.pos ?? 0) || (a < b ? -1 : 1))
		.map(([key, address]) => ({
			key,
			lines: addressLines(address),
			confirmedOn: address.confirmedOn
		}))
		.filter(({ lines }) => lines !== '');
}

/** Where a letter goes: what it says itself, else the first address of the contact. */
export function destinationOf(
	{ address = '' }: Letter,
	contact: Pick<Contact, 'addresses'> | undefined
): Destination | undefined {
	const known = addressesOf(contact);
	if (address.trim() === '') return known[0];
	const chosen = known.find(({ key }) => key === address);
	if (chosen) return chosen;
	// The key of an address that was removed is no place to write to.
	if (isKey(address)) return known[0];
	return { key: undefined, lines: address.trim(), confirmedOn: undefined };
}

/** An address older than this many days is asked about before a stamp is spent on it. */
const FRESH = 365;

/** How an address stands: known to be right, old, or never confirmed. */
export function freshness(
	{ key, confirmedOn }: Destination,
	today: WallDate
): 'fresh' | 'old' | 'unconfirmed' | 'typed' {
	if (key === undefined) return 'typed';
	if (confirmedOn === undefined) return 'unconfirmed';
	return daysBetween(confirmedOn, today) <= FRESH ? 'fresh' : 'old';
}

/** Whether a text is what an address is known by, which is one word without a space or line. */
function isKey(text: string): boolean {
	return /^[0-9A-Za-z_-]{1,64}$/.test(text) && /[0-9]/.test(text);
}

/** What stands on the envelope: the name above the lines. */
export function envelopeOf(fullName: string, destination: Destination | undefined): string {
	return [fullName, destination?.lines ?? ''].filter(Boolean).join('\n');
}
