import { afterEach, expect, test, vi } from 'vitest';

import { Connection } from './connection.ts';
import { startIndex } from './index-host.ts';
import type { IndexQuestion } from './index.worker.ts';
import { rules } from './rules.ts';

/** A worker that opens the index and then answers nothing. */
class MuteWorker {
	static last: MuteWorker;
	onmessage: ((event: { data: object }) => void) | undefined;
	onerror: (() => void) | undefined;

	constructor() {
		MuteWorker.last = this;
	}

	postMessage({ type, n }: IndexQuestion): void {
		const data = { n, found: { records: [], words: [] } };
		if (type === 'open') queueMicrotask(() => this.onmessage?.({ data }));
	}

	terminate(): void {
		this.onmessage = undefined;
	}
}

afterEach(() => {
	vi.unstubAllGlobals();
});

test('a search does not wait for a worker that broke down, before or after it was asked', async () => {
	vi.stubGlobal('Worker', MuteWorker);
	const owner = { userId: crypto.randomUUID(), spaceId: 's' };
	const connection = new Connection(owner.userId, owner.spaceId);
	const host = await startIndex(owner, connection, rules);
	const wanted = { words: ['ada'], limit: 5, among: ['contact'] as const };
	const before = host.search(wanted);
	const isReady = host.whenReady();
	MuteWorker.last.onerror?.();
	expect(await before).toBeUndefined();
	expect(await host.search(wanted)).toBeUndefined();
	expect([await isReady, await host.whenReady()]).toEqual([false, false]);
	host.close();
	connection.close();
});
