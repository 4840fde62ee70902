/**
 * Takes away one guard of the web app at a time and shows that the simulation
 * goes red; part of `make guards`. The change is made while the module is
 * loaded, so no file is touched. A guard that cannot be found any more is an
 * error.
 */
import { spawnSync } from 'node:child_process';

import { guards, sourceOf, type Guard } from './guard-list.ts';

/** So many schedules find what is to be found. */
const runs = '1500';

let green = 0;
for (const guard of guards) {
	const begun = performance.now();
	const noticed = remove(guard);
	const seconds = ((performance.now() - begun) / 1000).toFixed(0);
	if (noticed === undefined) green++;
	console.log(`${noticed ? 'red  ' : 'GREEN'}  ${guard.name}  ${noticed ?? ''}  ${seconds} s`);
}
process.exit(green === 0 ? 0 : 1);

/** Runs the simulation without a guard; tells what it says then. */
function remove(guard: Guard): string | undefined {
	sourceOf(guard);
	const { file, old, without } = guard;
	const env = {
		...process.env,
		RUNS: runs,
		ENOUGH: '1',
		WITHOUT: JSON.stringify({ file, old, without })
	};
	const main = new URL('main.ts', import.meta.url).pathname;
	const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
	const [, what] = /breaks (.*)/.exec(stderr) ?? [];
	if (status !== 0 && what === undefined) throw new Error(stderr);
	return status === 0 ? undefined : what;
}
