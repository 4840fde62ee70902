/** A tab that holds the lock and gets no time to run must not stop the others for longer than this. */
const patience = 20_000;

/**
 * Runs `task` alone among the tabs of this browser, or after a while all the
 * same: being alone saves work, nothing depends on it. With `signal` it waits
 * as long as that does not say stop, and then does not run at all.
 */
export async function exclusively<T>(name: string, task: () => Promise<T>): Promise<T>;
export async function exclusively(
	name: string,
	task: () => Promise<void>,
	signal: AbortSignal
): Promise<void>;
export async function exclusively<T>(
	name: string,
	task: () => Promise<T>,
	signal?: AbortSignal
): Promise<T | undefined> {
	const locks = 'locks' in navigator ? navigator.locks : undefined;
	if (locks === undefined) return task();
	const stopWaiting = signal ?? AbortSignal.timeout(patience);
	let begun: Promise<T> | undefined;
	try {
		return await locks.request(name, { signal: stopWaiting }, () => (begun = task()));
	} catch {
		return begun ?? (signal === undefined ? task() : undefined);
	}
}
