import type { Connection } from './connection.ts';
import type { IndexOwner } from './index-host.ts';
import type { Finder } from './local-database.ts';
import type { Rules } from './pending.ts';
import type { Searched } from './searched.ts';
import type { ContactSummary, Hit } from './types.ts';

/** The start of the app comes first: so many milliseconds later the index is loaded, or at the first search. */
const patience = 3_000;

/** Search, in a chunk of its own that is fetched when it is needed. */
export class LazyFinder implements Finder {
	readonly #load: () => Promise<Finder>;
	readonly #timer: ReturnType<typeof setTimeout>;
	#finder: Promise<Finder> | undefined;

	constructor(
		owner: IndexOwner,
		connection: Connection,
		rules: Rules,
		contacts: () => Promise<readonly ContactSummary[]>
	) {
		this.#load = async () => {
			const [{ startIndex }, { IndexFinder }] = await Promise.all([
				import('./index-host.ts'),
				import('./finder.ts')
			]);
			const host = await startIndex(owner, connection, rules);
			return new IndexFinder(connection, rules, contacts, host);
		};
		// If it cannot be loaded now, the first search will try again, and tell.
		this.#timer = setTimeout(() => void this.#open().catch(() => undefined), patience);
	}

	async search(query: string, limit: number, among: readonly Searched[]): Promise<readonly Hit[]> {
		return (await this.#open()).search(query, limit, among);
	}

	async save(): Promise<void> {
		await (await this.#open()).save();
	}

	close(): void {
		clearTimeout(this.#timer);
		void this.#finder?.then((finder) => finder.close()).catch(() => undefined);
	}

	#open(): Promise<Finder> {
		clearTimeout(this.#timer);
		this.#finder ??= this.#load().catch((error: unknown) => {
			this.#finder = undefined;
			throw error;
		});
		return this.#finder;
	}
}
