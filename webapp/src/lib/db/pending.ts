/**
 * The outbox as pure rules: what a change becomes, what may be folded into what,
 * and what the screen shows of a record under the changes that wait.
 */
import type { CollectionName } from '#lib/api/collections.gen.ts';

import type { FlatFields } from './flat.ts';

/** What a mutation does to a record. */
export type Op = 'put' | 'delete' | 'restore';

/** Waiting: may still change. Sealed: its bytes may have been sent. Acked: the server has it, our pull has not brought it. */
export const Phase = { waiting: 0, sealed: 1, acked: 2 } as const;
export type Phase = (typeof Phase)[keyof typeof Phase];

/** An edit of a text: what was typed, and the text it was typed over. */
export interface PendingText {
	readonly baseText: string;
	readonly value: string;
}

/** One change of this device on its way to the server. */
export interface Pending {
	/** Place in the order in which this device saved; the key in the store. */
	readonly n: number;
	readonly phase: Phase;
	/**
	 * Identity on the wire, made when sealed and kept through every resend; '' before. Made earlier, a
	 * copy of this profile would give it to other content, of which the server would then take one.
	 */
	readonly mid: string;
	readonly collection: CollectionName;
	readonly id: string;
	readonly op: Op;
	readonly stamp: string;
	/** Version of the record that the change was made to, 0 for a new one. */
	readonly base: number;
	/** The epoch that `base` belongs to, where the space has been restored from a backup since. */
	readonly epoch?: string;
	/** Every field but the texts, flat; null clears. */
	readonly fields: FlatFields;
	readonly text: Readonly<Record<string, PendingText>>;
	/** When it was first saved, by this device's clock. */
	readonly at: number;
	/** Place in the device's order on the wire, from sealing on. */
	readonly seq?: number;
	/** The device that `seq` counts for. */
	readonly device?: string;
	/** The JSON that goes over the wire, fixed when sealed. */
	readonly sealed?: string;
	/** The server asked for the texts that the edits were made to, or cannot know them. */
	readonly withBase?: true;
	/** The confirmed rows hold its effect already, though no reply has said so. */
	readonly landed?: true;
	/** A restored server had lost it; the status that it had come to before. */
	readonly again?: string;
	readonly ack?: { readonly status: string; readonly version: number };
}

/** A record as the server confirmed it. */
export interface Confirmed {
	readonly id: string;
	readonly collection: CollectionName;
	readonly version: number;
	readonly deleted: boolean;
	readonly fields: FlatFields;
}

/** What the rules need to know of the collections and of merging. */
export interface Rules {
	kind(collection: CollectionName, field: string): 'lww' | 'text' | 'map' | 'max';
	/** Three-way merge that keeps what both sides inserted; like the server, first what is there. */
	mergeText(base: string, there: string, coming: string): string;
}

/** A record as the screen shows it, still flat. */
export interface View {
	readonly version: number;
	readonly deleted: boolean;
	readonly fields: FlatFields;
	/** Whether a change still waits for the server. */
	readonly pending: boolean;
}

/** A change as a feature asks for it. */
export type Edit =
	| {
			readonly op: 'put';
			readonly patch: FlatFields;
			/** The text fields as the editor saw them when typing began. */
			readonly from?: FlatFields | undefined;
	  }
	| { readonly op: 'delete' | 'restore' };

/** What a new entry is made with. */
export interface Minted {
	readonly n: number;
	readonly stamp: string;
	readonly at: number;
}

/** What the outbox becomes: entries to write, and places of entries to take out. */
export interface Enqueued {
	readonly put: readonly Pending[];
	readonly drop: readonly number[];
}

/** The order in which the entries of a record lie over it: as saved, which is also as sent. */
export function asSaved(entries: readonly Pending[]): Pending[] {
	// Places on the wire do not tell: a device that took a new name counts from 1 again.
	return entries.toSorted((a, b) => a.n - b.n);
}

/** The order in which the entries of one device go over the wire: as sealed, then as saved. */
export function inOrder(entries: readonly Pending[]): Pending[] {
	const place = ({ seq }: Pending) => seq ?? Number.MAX_SAFE_INTEGER;
	return entries.toSorted((a, b) => place(a) - place(b) || a.n - b.n);
}

/** What the screen shows: the confirmed record with the waiting changes over it; undefined if neither exists. */
export function view(
	confirmed: Confirmed | undefined,
	entries: readonly Pending[],
	rules: Rules
): View | undefined {
	if (confirmed === undefined && entries.length === 0) return undefined;
	const fields: Record<string, unknown> = { ...confirmed?.fields };
	let deleted = confirmed?.deleted ?? false;
	for (const entry of entries) {
		if (entry.landed) continue;
		if (entry.op === 'put') {
			lay(fields, entry, rules);
			// An edit that did not know of the delete brings the record back.
			if (deleted && entry.base < (confirmed?.version ?? 0)) deleted = false;
		} else {
			deleted = entry.op === 'delete';
		}
	}
	return {
		version: confirmed?.version ?? 0,
		deleted,
		fields,
		pending: entries.some(({ phase }) => phase !== Phase.acked)
	};
}

function lay(fields: Record<string, unknown>, entry: Pending, rules: Rules): void {
	for (const [name, value] of Object.entries(entry.fields)) {
		fields[name] =
			rules.kind(entry.collection, name) === 'max' ? larger(fields[name], value) : value;
	}
	for (const [name, { baseText, value }] of Object.entries(entry.text)) {
		const under = textOf(fields[name]);
		fields[name] = under === baseText ? value : rules.mergeText(baseText, under, value);
	}
}

function larger(a: unknown, b: unknown): unknown {
	if (typeof a === 'string' && typeof b === 'string') return a > b ? a : b;
	if (typeof a === 'number' && typeof b === 'number') return Math.max(a, b);
	return b ?? a;
}

/** A text field's value as a string. */
export function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/**
 * Turns a change into outbox entries. What would change nothing is left out;
 * what can still change is folded into the entry that waits already.
 */
export function enqueue(
	target: { readonly collection: CollectionName; readonly id: string },
	confirmed: Confirmed | undefined,
	entries: readonly Pending[],
	edit: Edit,
	mint: () => Minted,
	rules: Rules
): Enqueued {
	const seen = view(confirmed, entries, rules);
	const fresh = (op: Op): Pending => ({
		...mint(),
		...target,
		mid: '',
		phase: Phase.waiting,
		op,
		base: confirmed?.version ?? 0,
		fields: {},
		text: {}
	});
	const last = entries.at(-1);
	if (edit.op === 'put') {
		if (seen?.deleted) return revived(target, confirmed, entries, edit, mint, rules);
		return put(confirmed, entries, seen, edit, fresh, mint, rules);
	}
	if (seen === undefined || seen.deleted === (edit.op === 'delete')) return { put: [], drop: [] };
	// Undone before it was sent: the delete never happened.
	if (edit.op === 'restore' && last?.op === 'delete' && last.phase === Phase.waiting) {
		return { put: [], drop: [last.n] };
	}
	return { put: [fresh(edit.op)], drop: [] };
}

/** An edit of a record in the trash takes it out first. */
function revived(...args: Parameters<typeof enqueue>): Enqueued {
	const [target, confirmed, entries, edit, mint, rules] = args;
	const back = enqueue(target, confirmed, entries, { op: 'restore' }, mint, rules);
	const left = entries.filter(({ n }) => !back.drop.includes(n));
	const then = enqueue(target, confirmed, [...left, ...back.put], edit, mint, rules);
	return { put: [...back.put, ...then.put], drop: [...back.drop, ...then.drop] };
}

function put(
	confirmed: Confirmed | undefined,
	entries: readonly Pending[],
	seen: View | undefined,
	edit: Extract<Edit, { op: 'put' }>,
	fresh: (op: Op) => Pending,
	mint: () => Minted,
	rules: Rules
): Enqueued {
	const last = entries.at(-1);
	const waiting = last?.op === 'put' && last.phase === Phase.waiting ? last : undefined;
	const under = view(confirmed, waiting ? entries.slice(0, -1) : entries, rules);
	const entry = waiting ?? fresh('put');
	const fields: Record<string, unknown> = {};
	const text: Record<string, PendingText> = {};

	for (const [name, value] of Object.entries(edit.patch)) {
		if (value === undefined) continue;
		if (rules.kind(entry.collection, name) === 'text') {
			const typed = typedOver(textOf(value), name, edit.from, seen, rules);
			if (typed !== textOf(seen?.fields[name])) {
				text[name] = { baseText: textOf(under?.fields[name]), value: typed };
			}
		} else if (!same(value, seen?.fields[name])) {
			fields[name] = value;
		}
	}
	const changes = Object.keys(fields).length + Object.keys(text).length;
	if (changes === 0 && seen !== undefined) return { put: [], drop: [] };
	const { stamp } = waiting ? mint() : entry;
	return {
		put: [
			{ ...entry, stamp, fields: { ...entry.fields, ...fields }, text: { ...entry.text, ...text } }
		],
		drop: []
	};
}

/** What was typed, carried over to the text of now if that changed under the editor. */
function typedOver(
	typed: string,
	name: string,
	from: FlatFields | undefined,
	seen: View | undefined,
	rules: Rules
): string {
	const now = textOf(seen?.fields[name]);
	if (from === undefined) return typed;
	const began = textOf(from[name]);
	return began === now ? typed : rules.mergeText(began, now, typed);
}

/** Whether two JSON values are the same; a cleared field is one that is not there. */
function same(a: unknown, b: unknown): boolean {
	const [left, right] = [a ?? null, b ?? null];
	return left === right || JSON.stringify(left) === JSON.stringify(right);
}

/**
 * Moves a waiting text edit onto the text now confirmed under it, so that what
 * it will declare as its base is what it was derived from. Entries with a text
 * edit of the same record before them wait for that one's result.
 */
export function rebase(
	entry: Pending,
	before: readonly Pending[],
	confirmed: Confirmed | undefined,
	rules: Rules
): Pending {
	if (entry.phase !== Phase.waiting || before.some(hasText)) return entry;
	const text: Record<string, PendingText> = {};
	let moved = false;
	for (const [name, edit] of Object.entries(entry.text)) {
		const now = textOf(confirmed?.fields[name]);
		const value = rules.mergeText(edit.baseText, now, edit.value);
		// One that somebody else made too says what it changed all the same: they may be lost, and this stay.
		const stays = now === edit.baseText || now === value;
		text[name] = stays ? edit : { baseText: now, value };
		moved ||= !stays;
	}
	return moved ? { ...entry, text } : entry;
}

/**
 * The entry after one that it was typed over was parked: what was typed stays
 * whole, as an edit of the text that the server still has.
 */
export function detach(entry: Pending, confirmed: Confirmed | undefined): Pending {
	if (entry.phase !== Phase.waiting || !hasText(entry)) return entry;
	const text = Object.fromEntries(
		Object.entries(entry.text).map(([name, { value }]) => [
			name,
			{ baseText: textOf(confirmed?.fields[name]), value }
		])
	);
	return { ...entry, text };
}

/** Whether the entry edits a text. */
export function hasText(entry: Pending): boolean {
	for (const _ in entry.text) return true;
	return false;
}
