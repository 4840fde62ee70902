/** A record's past as far as it was fetched. */
import type { Api } from '#lib/api/client.ts';

import { fetchEntries, type Absence, type Entry, type EntryPage, type Subject } from './entries.ts';
import { wayBack, type Flat } from './versions.ts';

/** Fetches the entries of one record: the newest first, earlier ones on demand. */
export class Past {
	readonly #api: Api;
	readonly #subject: Subject;
	#entries = $state.raw<readonly Entry[]>();
	#next = $state(0);
	#absence = $state<Absence>();
	#busy = $state(false);
	/** Two looks at once would put the same page in twice. */
	#running: Promise<void> = Promise.resolve();

	constructor(api: Api, subject: Subject) {
		this.#api = api;
		this.#subject = subject;
	}

	/** Newest first; undefined until there was an answer. */
	get entries(): readonly Entry[] | undefined {
		return this.#entries;
	}

	/** Whether the entries reach back to the beginning of the record. */
	get complete(): boolean {
		return this.#entries !== undefined && this.#next === 0;
	}

	/** Why the last question had no answer; undefined if it had one. */
	get absence(): Absence | undefined {
		return this.#absence;
	}

	/** Whether a question is on its way. */
	get busy(): boolean {
		return this.#busy;
	}

	/**
	 * Asks for the newest entries, and keeps the earlier ones that are here already. Given a version
	 * that is here, there is nothing to ask.
	 */
	look(version = Infinity): Promise<void> {
		const newest = this.#entries?.[0]?.version ?? -1;
		if (newest >= version && this.#absence === undefined) return this.#running;
		return this.#ask(
			() => 0,
			({ entries, next }) => {
				const oldest = entries.at(-1)?.version ?? 0;
				const earlier = (this.#entries ?? []).filter(({ version }) => version < oldest);
				const joins = (this.#entries ?? []).some(({ version }) => version >= oldest);
				this.#entries = joins ? [...entries, ...earlier] : entries;
				if (!joins || earlier.length === 0) this.#next = next;
			}
		);
	}

	/** Asks for the next earlier entries, if there are any. */
	more(): Promise<void> {
		return this.#ask(
			() => (this.#next === 0 ? undefined : this.#next),
			({ entries, next }) => {
				const oldest = this.#entries?.at(-1)?.version ?? Infinity;
				const fresh = entries.filter(({ version }) => version < oldest);
				this.#entries = [...(this.#entries ?? []), ...fresh];
				this.#next = next;
			}
		);
	}

	/**
	 * What brings the record from what it is `now` to what it was at `version`; undefined if that
	 * cannot be told without the server. Asks for as many earlier entries as it takes.
	 */
	async wayBack(
		now: Readonly<Record<string, unknown>>,
		version: number
	): Promise<Flat | undefined> {
		for (;;) {
			const way = wayBack(now, this.#entries ?? [], this.complete, version);
			if (way !== undefined || this.#next === 0) return way;
			await this.more();
			if (this.#absence !== undefined) return undefined;
		}
	}

	#ask(before: () => number | undefined, take: (page: EntryPage) => void): Promise<void> {
		this.#running = this.#running.then(async () => {
			const from = before();
			if (from === undefined) return;
			this.#busy = true;
			const answer = await fetchEntries(this.#api, this.#subject, from);
			this.#busy = false;
			this.#absence = typeof answer === 'string' ? answer : undefined;
			if (typeof answer !== 'string') take(answer);
		});
		return this.#running;
	}
}
