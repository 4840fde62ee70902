import indexWorkerUrl from './index.worker.ts?worker&url';

import type { Connection } from './connection.ts';
import type { IndexHost } from './finder.ts';
import type { IndexAnswer, IndexQuestion } from './index.worker.ts';
import type { Rules } from './pending.ts';
import { searched, type Findings, type Wanted } from './searched.ts';

/** Whose index it is. */
export interface IndexOwner {
	readonly userId: string;
	readonly spaceId: string;
}

/**
 * Opens the index: in a worker of its own, where building it disturbs nobody;
 * or, where there is none to be had, on this thread, a little at a time.
 */
export async function startIndex(
	owner: IndexOwner,
	connection: Connection,
	rules: Rules
): Promise<IndexHost> {
	const worker = await WorkerHost.start(owner, connection);
	if (worker !== undefined) return worker;
	const { LocalHost } = await import('./local-index.ts');
	return new LocalHost(connection, rules);
}

/** The index in a worker. */
class WorkerHost implements IndexHost {
	readonly #worker: Worker;
	readonly #waiting = new Map<number, (answer: IndexAnswer) => void>();
	readonly #stop: () => void;
	#asked = 0;
	/** Whether nobody answers any more. */
	#isGone = false;
	/** Changes reach the worker by another way than questions, and maybe after them. */
	#behind = true;

	constructor(worker: Worker, connection: Connection) {
		this.#worker = worker;
		const names: ReadonlySet<string> = new Set(searched);
		this.#stop = connection.channel.listen(({ touched }) => {
			this.#behind ||= !touched.isDisjointFrom(names);
		});
		worker.onmessage = ({ data }: MessageEvent<IndexAnswer>) => {
			this.#waiting.get(data.n)?.(data);
			this.#waiting.delete(data.n);
		};
		worker.onerror = () => this.#giveUp();
	}

	/** A running worker, `undefined` if the browser or the policy of the page refuses one. */
	static async start(
		{ userId, spaceId }: IndexOwner,
		connection: Connection
	): Promise<WorkerHost | undefined> {
		try {
			const url = trusted(indexWorkerUrl);
			const worker = new Worker(url, { type: 'module', name: 'index' });
			const host = new WorkerHost(worker, connection);
			const { found } = await host.#ask({ type: 'open', n: 0, userId, spaceId });
			if (found !== undefined) return host;
			host.close();
			return undefined;
		} catch {
			return undefined;
		}
	}

	async search(wanted: Wanted): Promise<Findings | undefined> {
		const behind = this.#behind;
		this.#behind = false;
		const { found } = await this.#ask({ type: 'search', n: ++this.#asked, wanted, behind });
		this.#behind ||= found === undefined;
		return found;
	}

	async whenReady(): Promise<boolean> {
		const { found } = await this.#ask({ type: 'await', n: ++this.#asked });
		return found !== undefined;
	}

	async save(): Promise<void> {
		await this.#ask({ type: 'save', n: ++this.#asked });
	}

	close(): void {
		this.#stop();
		this.#worker.terminate();
		this.#giveUp();
	}

	#ask(question: IndexQuestion): Promise<IndexAnswer> {
		if (this.#isGone) return Promise.resolve({ n: question.n, found: undefined });
		return new Promise((resolve) => {
			this.#waiting.set(question.n, resolve);
			this.#worker.postMessage(question);
		});
	}

	/** Nobody will answer any more: whoever waits looks through everything instead. */
	#giveUp(): void {
		this.#isGone = true;
		for (const [n, answer] of this.#waiting) answer({ n, found: undefined });
		this.#waiting.clear();
	}
}

/** The name under which the page's policy must allow the worker's address. */
const policyName = 'tend-worker';

interface TrustedTypes {
	createPolicy(
		name: string,
		rules: { createScriptURL(url: string): string }
	): { createScriptURL(url: string): string };
}

/** The worker's address in the form that a page under Trusted Types wants. Throws if its policy forbids it. */
function trusted(url: string): string {
	const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
	if (trustedTypes === undefined) return url;
	const policy = trustedTypes.createPolicy(policyName, { createScriptURL: (own) => own });
	return policy.createScriptURL(url);
}
