import type { Change, Database } from '#lib/db/types.ts';

import { decodeFile } from './content-lines.ts';
import { shrinkPhoto } from './photo.ts';
import { Planner, type PlannedCard, type Verdict } from './plan.ts';
import { isTable, readTable, rowsIn } from './table.ts';
import { isBroken, readCards, type BrokenCard } from './vcard.ts';

/** Cards whose changes are saved in one transaction: a pause of a few milliseconds each. */
const batch = 25;

/** How long to work before the screen may paint, in milliseconds. */
const slice = 12;

/** Files above this size are not read; the largest address book seen had 40 MB, with pictures. */
export const mostBytes = 200 * 1024 * 1024;

/**
 * Guides one import from the choice of a file to its end: reads and plans it
 * without changing anything, then saves it in batches. It may be stopped at any
 * point; what was saved by then stays, and running the file again adds the rest.
 */
export class Importer {
	readonly #db: Database;

	/** Where the import stands. */
	step = $state<'choose' | 'reading' | 'preview' | 'saving' | 'done'>('choose');
	/** Share of the step under way that is finished, from 0 to 1. */
	progress = $state(0);
	fileName = $state('');
	/** Why the file could not be read, or the changes not be saved. */
	problem = $state<'too-large' | 'unreadable' | 'empty' | 'not-saved' | undefined>();
	planned = $state.raw<readonly PlannedCard[]>([]);
	broken = $state.raw<readonly BrokenCard[]>([]);
	/** Cards whose changes are on the disk. */
	saved = $state(0);
	/** Cards whose picture could not be read; they are imported without it. */
	photosLost = $state(0);

	#saving = new AbortController();

	constructor(db: Database) {
		this.#db = db;
	}

	/** How many cards of each verdict the file holds. */
	readonly counts: Readonly<Record<Verdict, number>> = $derived.by(() => {
		const counts = { new: 0, more: 0, known: 0, repeated: 0 };
		for (const { verdict } of this.planned) counts[verdict]++;
		return counts;
	});

	/** Reads a file and shows what it would change. */
	async read(file: File): Promise<void> {
		this.fileName = file.name;
		this.problem = undefined;
		if (file.size > mostBytes) {
			this.problem = 'too-large';
			return;
		}
		this.step = 'reading';
		try {
			await this.#plan(decodeFile(new Uint8Array(await file.arrayBuffer())));
		} catch {
			this.problem = 'unreadable';
		}
		if (this.problem === undefined && this.planned.length + this.broken.length === 0) {
			this.problem = 'empty';
		}
		this.step = this.problem === undefined ? 'preview' : 'choose';
	}

	async #plan(text: string): Promise<void> {
		const planner = new Planner(await this.#db.list('contact'), () => this.#db.newId());
		const planned: PlannedCard[] = [];
		const broken: BrokenCard[] = [];
		const isRows = isTable(text);
		const total = isRows ? rowsIn(text) : (text.match(/^BEGIN:VCARD/gim)?.length ?? 1);
		let paused = performance.now();
		for (const item of isRows ? readTable(text) : readCards(text)) {
			if (isBroken(item)) broken.push(item);
			else planned.push(planner.plan(item));
			if (performance.now() - paused < slice) continue;
			this.progress = Math.min(1, (planned.length + broken.length) / total);
			await paint();
			paused = performance.now();
		}
		this.planned = planned;
		this.broken = broken;
	}

	/** Saves what the preview showed. */
	async save(): Promise<void> {
		const work = this.planned.filter(({ changes }) => changes.length > 0);
		this.#saving = new AbortController();
		const { signal } = this.#saving;
		this.step = 'saving';
		this.saved = 0;
		this.progress = 0;
		try {
			for (let from = 0; from < work.length && !signal.aborted; from += batch) {
				const some = work.slice(from, from + batch);
				await this.#db.putAll(
					(await Promise.all(some.map((card) => this.#changesOf(card)))).flat()
				);
				this.saved += some.length;
				this.progress = this.saved / work.length;
				await paint();
			}
		} catch {
			this.problem = 'not-saved';
		}
		this.step = 'done';
	}

	/** Ends the saving after the batch under way. */
	stop(): void {
		this.#saving.abort();
	}

	/** Takes back everything that was saved. */
	async undo(): Promise<void> {
		const work = this.planned.filter(({ changes }) => changes.length > 0).slice(0, this.saved);
		for (let from = 0; from < work.length; from += batch) {
			await this.#db.putAll(work.slice(from, from + batch).flatMap(({ undo }) => undo));
		}
		this.reset();
	}

	/** Back to the choice of a file. */
	reset(): void {
		this.step = 'choose';
		this.problem = undefined;
		this.planned = [];
		this.broken = [];
		this.saved = 0;
		this.photosLost = 0;
	}

	/** The changes of a card, with its picture made small. */
	async #changesOf({ changes }: PlannedCard): Promise<readonly Change[]> {
		return Promise.all(
			changes.map(async (change) => {
				if (change.op !== 'put' || change.collection !== 'contact') return change;
				const { photo, ...rest } = change.patch;
				if (photo === undefined || photo === null) return change;
				const small = await shrinkPhoto(photo);
				if (small === undefined) this.photosLost++;
				return { ...change, patch: small === undefined ? rest : { ...rest, photo: small } };
			})
		);
	}
}

/** Lets the browser paint and handle input. */
function paint(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}
