import type { Connection } from './connection.ts';
import type { IndexHost } from './finder.ts';
import { follow, Indexer, lookUp } from './indexer.ts';
import type { Rules } from './pending.ts';
import type { Findings, Wanted } from './searched.ts';

/** Records that are taken apart before the page may do something else. */
const atOnce = 50;

/** The index on this thread, for browsers or policies that allow no worker. */
export class LocalHost implements IndexHost {
	readonly #indexer: Indexer;
	readonly #stop: () => void;

	constructor(connection: Connection, rules: Rules) {
		const pause = () => new Promise<void>((go) => setTimeout(go));
		this.#indexer = new Indexer(connection, rules, { atOnce, pause });
		this.#stop = follow(connection, this.#indexer);
	}

	search(wanted: Wanted): Promise<Findings | undefined> {
		return lookUp(this.#indexer, wanted, true);
	}

	async whenReady(): Promise<boolean> {
		await this.#indexer.whenReady();
		return true;
	}

	save(): Promise<void> {
		return this.#indexer.save();
	}

	close(): void {
		this.#stop();
	}
}
