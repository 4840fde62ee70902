/**
 * Runs schedules on demand: `make simulate RUNS=100000 SEED=1`. Every seed that
 * fails is told; the exit says whether there was one.
 */
import 'fake-indexeddb/auto';

import './hooks.ts';

// Only now, so that the hooks see what it imports.
const { run } = await import('./schedule.ts');

const runs = Number(process.env['RUNS'] ?? 1000);
const first = Number(process.env['SEED'] ?? 1);
/** So many failures are enough to look into. */
const enough = Number(process.env['ENOUGH'] ?? 5);

const failures: unknown[] = [];
const begun = performance.now();
for (let seed = first; seed < first + runs && failures.length < enough; seed++) {
	await run(seed).catch((error: unknown) => {
		failures.push(error);
		console.error(error instanceof Error ? error.message : error);
		console.error(error instanceof Error ? error.cause : '');
	});
}
const seconds = (performance.now() - begun) / 1000;
console.log(
	`${runs} schedules from seed ${first}: ${failures.length} failed, ${seconds.toFixed(1)} s`
);
process.exit(failures.length === 0 ? 0 : 1);
