/** The past of a record as a person thinks of it: versions, what each changed, and the way back. */
import type { Entry } from './entries.ts';

/** A record's fields, flat as on the wire. */
export type Flat = Readonly<Record<string, unknown>>;

/** What one version made of one field. */
export interface FieldChange {
	/** As on the wire, such as `phones/p1`. */
	readonly path: string;
	readonly kind: 'text' | 'value';
	/** What stood there; undefined if nothing did. */
	readonly before: unknown;
	readonly after: unknown;
	/** Whether `before` is right: not until the pages reach far enough back. */
	readonly known: boolean;
}

/** A value that does not show, because two devices set the field without knowing of each other. */
export interface OtherValue {
	readonly path: string;
	/** null where the other device had cleared the field. */
	readonly value: unknown;
	/** Whether it is what this very version brought, and came too late. */
	readonly own: boolean;
}

/** One version: a change, or several that one device saved in one sitting. */
export interface Version {
	/** The changes that it consists of, newest first; at least one. */
	readonly entries: readonly [Entry, ...Entry[]];
	readonly what: 'created' | 'changed' | 'deleted' | 'restored' | 'kept';
	readonly changes: readonly FieldChange[];
	readonly others: readonly OtherValue[];
}

/** Saves of one device with no longer pauses than this, in milliseconds, are one sitting. */
const PAUSE = 5 * 60_000;

/**
 * The versions that the entries amount to, newest first. `complete` says that the entries reach
 * back to the beginning of the record; `apart` names sittings, by the version of their newest
 * change, that are to be shown change by change.
 */
export function versionsOf(
	entries: readonly Entry[],
	complete: boolean,
	apart: ReadonlySet<number> = new Set()
): readonly Version[] {
	const past = new Past(entries, complete);
	return sittingsOf(entries, complete).flatMap((sitting) =>
		apart.has(sitting[0].version)
			? sitting.map((entry) => past.version([entry]))
			: past.version(sitting)
	);
}

function sittingsOf(entries: readonly Entry[], complete: boolean): [Entry, ...Entry[]][] {
	const sittings: [Entry, ...Entry[]][] = [];
	for (const [i, entry] of entries.entries()) {
		const sitting = sittings.at(-1);
		const creates = complete && i === entries.length - 1;
		if (sitting !== undefined && !creates && continues(sitting, entry)) sitting.push(entry);
		else sittings.push([entry]);
	}
	return sittings;
}

/** Whether `entry`, the next older one, belongs to the sitting. Values that lost stay in sight. */
function continues(sitting: readonly [Entry, ...Entry[]], entry: Entry): boolean {
	const later = sitting.at(-1) ?? sitting[0];
	return (
		isPlain(later) &&
		isPlain(entry) &&
		later.device.id === entry.device.id &&
		later.at.getTime() - entry.at.getTime() <= PAUSE
	);
}

function isPlain({ op, lost }: Entry): boolean {
	return op === 'put' && Object.keys(lost).length === 0;
}

/** Looks things up in entries. */
class Past {
	readonly #entries: readonly Entry[];
	readonly #complete: boolean;

	constructor(entries: readonly Entry[], complete: boolean) {
		this.#entries = entries;
		this.#complete = complete;
	}

	version(entries: readonly [Entry, ...Entry[]]): Version {
		const oldest = entries.at(-1) ?? entries[0];
		return {
			entries,
			what: this.#what(oldest),
			changes: this.#changes(entries, oldest),
			others: othersOf(entries[0])
		};
	}

	#what(entry: Entry): Version['what'] {
		if (entry.superseded) return 'kept';
		if (entry.op === 'delete') return 'deleted';
		if (entry.op === 'restore') return 'restored';
		return this.#complete && entry === this.#entries.at(-1) ? 'created' : 'changed';
	}

	#changes(entries: readonly Entry[], oldest: Entry): readonly FieldChange[] {
		const after = new Map<string, unknown>();
		for (const entry of entries) {
			for (const [path, value] of Object.entries(shownBy(entry))) {
				if (!after.has(path)) after.set(path, value);
			}
		}
		return [...after].flatMap(([path, value]): FieldChange[] => {
			const before = this.#at(path, oldest.version - 1);
			const change: FieldChange = {
				path,
				kind: entries.some(({ text }) => path in text) ? 'text' : 'value',
				before: before?.value ?? undefined,
				after: value ?? undefined,
				known: before !== undefined || this.#complete
			};
			return change.known && same(change.before, change.after) ? [] : [change];
		});
	}

	/** What the field held at a version; undefined if no entry here has set it by then. */
	#at(path: string, version: number): { readonly value: unknown } | undefined {
		for (const entry of this.#entries) {
			if (entry.version > version) continue;
			const shown = shownBy(entry);
			if (path in shown) return { value: shown[path] };
		}
		return undefined;
	}
}

/** The values of an entry that showed afterwards: all but those that came too late. */
function shownBy({ fields, text, lost }: Entry): Flat {
	const shown: Record<string, unknown> = {};
	for (const [path, value] of Object.entries(fields)) {
		if (!(path in lost && same(lost[path], value))) shown[path] = value;
	}
	for (const [path, value] of Object.entries(text)) shown[path] = value === '' ? null : value;
	return shown;
}

function othersOf({ fields, lost }: Entry): readonly OtherValue[] {
	return Object.entries(lost).map(([path, value]) => ({
		path,
		value,
		own: path in fields && same(fields[path], value)
	}));
}

/**
 * The change that brings a record from what it is `now` to what it was at `version`. It is undefined
 * as long as the entries do not reach far enough back to tell.
 */
export function wayBack(
	now: Readonly<Record<string, unknown>>,
	entries: readonly Entry[],
	complete: boolean,
	version: number
): Flat | undefined {
	/** Fields that were set since, whose earlier value was not seen yet. */
	const open = new Set<string>();
	const settled = new Set<string>();
	const patch: Record<string, unknown> = {};
	for (const entry of entries) {
		for (const [path, value] of Object.entries(shownBy(entry))) {
			if (entry.version > version) {
				open.add(path);
			} else if (!settled.has(path)) {
				settled.add(path);
				open.delete(path);
				if (!same(value, valueAt(now, path))) patch[path] = value;
			}
		}
	}
	if (open.size > 0 && !complete) return undefined;
	for (const path of open) if (valueAt(now, path) !== undefined) patch[path] = null;
	return patch;
}

/** The change that takes `patch` back, given the record before it. */
export function inverse(now: Readonly<Record<string, unknown>>, patch: Flat): Flat {
	return Object.fromEntries(Object.keys(patch).map((path) => [path, valueAt(now, path) ?? null]));
}

/** The value of a flat path in nested fields. A member's name may hold slashes. */
export function valueAt(fields: Readonly<Record<string, unknown>>, path: string): unknown {
	const slash = path.indexOf('/');
	if (slash < 0) return fields[path];
	const map = fields[path.slice(0, slash)];
	if (typeof map !== 'object' || map === null) return undefined;
	const key = path.slice(slash + 1);
	return Object.entries(map).find(([name]) => name === key)?.[1];
}

/** Whether two JSON values are the same, whatever the order of their members; absent is null. */
export function same(a: unknown, b: unknown): boolean {
	return canonical(a ?? null) === canonical(b ?? null);
}

function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
}
