import type { Connection } from './connection.ts';
import { fold } from './fold.ts';
import { nest, type FlatFields } from './flat.ts';
import { NameOrder, plainName, type Named } from './name-order.ts';
import { textOf, type Rules, type View } from './pending.ts';
import { allViews, views, viewStores } from './read.ts';
import type { Incoming } from './rows.ts';
import type { Tx } from './schema.ts';
import { readLog, type Log } from './touched.ts';
import type { ContactSummary, Timing } from './types.ts';

/** The list as it lies in the store: columns in the order of the names, a line a contact. */
interface Packed {
	/** Which columns there are; a list of before is made anew. */
	readonly edition: number;
	/** The last entry of the log of changes that the list knows of. */
	readonly upto: number;
	/** Whose alphabet the order follows. */
	readonly locale: string;
	/** All ids without a gap. */
	readonly ids: string;
	readonly names: string;
	readonly organizations: string;
	readonly titles: string;
	/** A tabulator between the tags of one. */
	readonly tags: string;
	/** JSON, or nothing: most contacts have none, and few are asked for theirs. */
	readonly timings: string;
	readonly photos: string;
}

const edition = 3;
const idLength = 36;
const key = 'contacts';

/** What a summary is made of, as it is packed; '' where there is nothing. */
interface Parts {
	readonly id: string;
	readonly fullName: string;
	readonly organization: string;
	readonly title: string;
	readonly tags: readonly string[];
	readonly timing: string;
	readonly photo: string;
}

/** One contact of the list; what few ask for is made when they do. */
class Summary implements ContactSummary {
	readonly id: string;
	readonly fullName: string;
	readonly organization: string | undefined;
	readonly title: string | undefined;
	readonly tags: readonly string[];
	readonly photo: string | undefined;
	/** As it is packed. */
	readonly packedTiming: string;
	#timing: Timing | undefined;
	#folded: string | undefined;
	#plain: string | null | undefined;

	constructor({ id, fullName, organization, title, tags, timing, photo }: Parts) {
		this.id = id;
		this.fullName = fullName;
		this.organization = organization || undefined;
		this.title = title || undefined;
		this.tags = tags;
		this.photo = photo || undefined;
		this.packedTiming = timing;
	}

	get timing(): Timing {
		if (this.packedTiming === '') return noTiming;
		// Only `summarize` writes there, from checked fields.
		return (this.#timing ??= JSON.parse(this.packedTiming) as Timing);
	}

	get plain(): string | undefined {
		this.#plain ??= plainName(this.fullName) ?? null;
		return this.#plain ?? undefined;
	}

	get folded(): string {
		return (this.#folded ??= fold(this.fullName));
	}
}

const noTags: readonly string[] = [];
const noTiming: Timing = {};

/** Names of fields, and of maps, that {@link Timing} is made of. */
const timingFields: ReadonlySet<string> = new Set([
	'dates',
	'circle',
	'cadenceDays',
	'latestDays',
	'stage',
	'pausedUntil',
	'snoozedUntil',
	'waitingSince',
	'communal',
	'wouldGoOnAsked'
] satisfies (keyof Timing)[]);

/**
 * The list of contacts, ready at once: kept in memory, patched by what the log
 * says has changed, and packed into one record for the next start.
 */
export class ContactList {
	readonly #connection: Connection;
	readonly #rules: Rules;
	readonly #order = new NameOrder();
	#items: readonly Summary[] | undefined;
	#upto = 0;
	#savedUpto = -1;
	#busy: Promise<unknown> = Promise.resolve();

	constructor(connection: Connection, rules: Rules) {
		this.#connection = connection;
		this.#rules = rules;
	}

	/** All live contacts in the order of their names. The same array until one of them changes. */
	all(): Promise<readonly ContactSummary[]> {
		return this.#alone(() => this.#refresh());
	}

	/**
	 * Takes in rows of a first pull as they come, over which nothing waits; `entry` is their place in the
	 * log of changes. Reading thousands back from the store takes longer than storing them.
	 */
	take(entry: number, rows: readonly Incoming[]): void {
		void this.#alone(() => {
			// Whoever did not follow up to here reads the log.
			if (this.#items === undefined || this.#upto !== entry - 1) return;
			const contacts = rows.filter(({ collection }) => collection === 'contact');
			const seen = contacts.flatMap(({ id, fields, ...row }): [string, View][] =>
				fields === undefined ? [] : [[id, { ...row, fields, pending: false }]]
			);
			this.#items = this.#patch(this.#items, new Set(contacts.map(({ id }) => id)), seen);
			this.#upto = entry;
		});
	}

	/** One after the other: what changed during a run is for the next one to see. */
	#alone<T>(task: () => T | Promise<T>): Promise<T> {
		const run = this.#busy.then(task);
		this.#busy = run.catch(() => undefined);
		return run;
	}

	/** Packs the list for the next start, unless it is packed already. */
	async save(): Promise<void> {
		await this.all();
		const [items, upto] = [this.#items, this.#upto];
		if (items === undefined || upto === this.#savedUpto) return;
		const packed: Packed = { ...pack(items), edition, upto, locale: this.#order.locale };
		await this.#connection.run('readwrite', ['derived'], async (tx) => {
			const derived = tx.objectStore('derived');
			await Promise.all([derived.put(packed, key), derived.put(upto, `${key}/upto`)]);
		});
		this.#savedUpto = upto;
	}

	#refresh(): Promise<readonly ContactSummary[]> {
		const stores = [...viewStores, 'touched', 'derived'] as const;
		return this.#connection.run('readonly', stores, async (tx) => {
			if (this.#items === undefined) await this.#load(tx);
			let log = await readLog(tx, this.#upto);
			// Another tab packed what we have not seen, and the log no longer tells.
			if (log.gap) {
				await this.#load(tx);
				log = await readLog(tx, this.#upto);
			}
			if (this.#items === undefined || log.all || log.gap) return this.#build(tx, log);
			const ids = log.ids.get('contact');
			if (ids !== undefined) {
				this.#items = this.#patch(
					this.#items,
					ids,
					await views(tx, 'contact', [...ids], this.#rules)
				);
			}
			this.#upto = log.upto;
			return this.#items;
		});
	}

	async #load(tx: Tx): Promise<void> {
		// Only we write there.
		const packed = (await tx.objectStore('derived').get(key)) as Packed | undefined;
		if (packed?.edition !== edition || packed.locale !== this.#order.locale) return;
		this.#items = unpack(packed);
		this.#upto = this.#savedUpto = packed.upto;
	}

	async #build(tx: Tx, log: Log): Promise<readonly ContactSummary[]> {
		const seen = await allViews(tx, 'contact', this.#rules);
		this.#items = [...seen].flatMap(summarize).sort(this.#order.compare);
		this.#upto = log.upto;
		this.#savedUpto = -1;
		return this.#items;
	}

	/** The list with some contacts seen anew; two sorted lists are merged, so many cost little more than one. */
	#patch(
		items: readonly Summary[],
		ids: ReadonlySet<string>,
		seen: readonly [string, View][]
	): readonly Summary[] {
		const kept = items.filter(({ id }) => !ids.has(id));
		const newer = seen.flatMap(summarize).sort(this.#order.compare);
		const merged: Summary[] = [];
		let i = 0;
		for (const item of newer) {
			const end = placeOf(item, kept, i, this.#order.compare);
			for (const other of kept.slice(i, end)) merged.push(other);
			i = end;
			merged.push(item);
		}
		return merged.concat(kept.slice(i));
	}
}

function pack(items: readonly Summary[]): Omit<Packed, 'edition' | 'upto' | 'locale'> {
	const column = (text: (item: Summary) => string | undefined) =>
		items.map((item) => text(item)?.replaceAll('\n', ' ') ?? '').join('\n');
	return {
		ids: items.map(({ id }) => id).join(''),
		names: column(({ fullName }) => fullName),
		organizations: column(({ organization }) => organization),
		titles: column(({ title }) => title),
		tags: column(({ tags }) => tags.join('\t')),
		timings: column(({ packedTiming }) => packedTiming),
		photos: column(({ photo }) => photo)
	};
}

/** Splitting strings is several times faster than parsing JSON, and the list of 20,000 is waited for. */
function unpack({ ids, ...packed }: Packed): Summary[] {
	if (ids === '') return [];
	const names = packed.names.split('\n');
	const organizations = packed.organizations.split('\n');
	const titles = packed.titles.split('\n');
	const tags = packed.tags.split('\n');
	const timings = packed.timings.split('\n');
	const photos = packed.photos.split('\n');
	return names.map((fullName, i) => {
		return new Summary({
			id: ids.slice(i * idLength, (i + 1) * idLength),
			fullName,
			organization: organizations[i] ?? '',
			title: titles[i] ?? '',
			tags: tags[i] ? tags[i].split('\t') : noTags,
			timing: timings[i] ?? '',
			photo: photos[i] ?? ''
		});
	});
}

function summarize([id, { deleted, fields }]: [string, View]): Summary[] {
	if (deleted) return [];
	return [
		new Summary({
			id,
			fullName: textOf(fields['fullName']),
			organization: textOf(fields['organization']),
			title: textOf(fields['title']),
			tags: tagsOf(fields),
			timing: timingOf(fields),
			photo: photoMark(textOf(fields['photo']))
		})
	];
}

function timingOf(fields: FlatFields): string {
	let own: Record<string, unknown> | undefined;
	for (const name in fields) {
		if (!isTiming(name) || fields[name] === null) continue;
		own ??= {};
		own[name] = fields[name];
	}
	return own === undefined ? '' : JSON.stringify(nest(own));
}

/** Whether a field, or a member of one, is of the timing. */
function isTiming(name: string): boolean {
	const slash = name.indexOf('/');
	return timingFields.has(slash < 0 ? name : name.slice(0, slash));
}

/** Tells two pictures apart; that two differ in neither length nor end does not happen to a person's photos. */
function photoMark(photo: string): string {
	return photo === '' ? '' : `${String(photo.length)}${photo.slice(-16)}`.replaceAll('\n', '');
}

function tagsOf(fields: FlatFields): string[] {
	const tags: string[] = [];
	for (const name in fields) {
		if (name.startsWith('tags/') && fields[name]) tags.push(name.slice(5));
	}
	return tags.sort();
}

/**
 * The first place from `start` on before which `item` belongs. Steps that double find it: near `start`
 * with few comparisons, where as many are new as are there, and far away with hardly more than halving.
 */
function placeOf(
	item: Named,
	items: readonly Named[],
	start: number,
	compare: (a: Named, b: Named) => number
): number {
	const isBefore = (at: number) => {
		const other = items[at];
		return other !== undefined && compare(other, item) < 0;
	};
	let [low, step] = [start, 1];
	while (isBefore(low + step - 1)) {
		low += step;
		step *= 2;
	}
	let high = Math.min(low + step - 1, items.length);
	while (low < high) {
		const middle = (low + high) >> 1;
		if (isBefore(middle)) low = middle + 1;
		else high = middle;
	}
	return low;
}
