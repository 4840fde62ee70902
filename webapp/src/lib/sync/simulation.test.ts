import { afterEach, expect, test, vi } from 'vitest';

import { Watch } from './invariants.ts';
import { Random } from './random.ts';
import { World } from './simulation.ts';

/** How many schedules are tried; `RUNS=10000 SEED=1 npx vitest run simulation` tries more, from a seed on. */
const runs = Number(process.env['RUNS'] ?? 100);
const firstSeed = Number(process.env['SEED'] ?? 1);
const steps = 60;

afterEach(() => vi.unstubAllGlobals());

async function run(seed: number): Promise<void> {
	const random = new Random(seed);
	stubChance(random);
	const world = new World(random);
	const watch = new Watch(world.server);
	try {
		for (let i = 0; i < 2 + random.below(2); i++) await world.join();
		for (let i = 0; i < steps; i++) {
			await world.step();
			for (const device of world.devices) await watch.check(device);
		}
		await world.settle();
		for (const device of world.devices) await watch.check(device);
		await watch.checkEnd(world);
	} catch (error) {
		const story = world.story.map((line, i) => `${i}. ${line}`).join('\n');
		throw new Error(`seed ${seed}\n${story}`, { cause: error });
	} finally {
		for (const { db } of world.devices) db.close();
	}
}

/** Ids come from chance, and ties are broken by them: with the seed they are the same each time. */
function stubChance(random: Random): void {
	const getRandomValues = (bytes: Uint8Array) => bytes.map(() => random.below(256));
	const fill = (bytes: Uint8Array) => (bytes.set(getRandomValues(bytes)), bytes);
	const randomUUID = () => {
		const hex = () => random.below(16).toString(16);
		return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', hex);
	};
	vi.stubGlobal('crypto', { getRandomValues: fill, randomUUID });
}

test(`whatever happens, nothing is lost and all agree in the end (${runs} runs)`, async () => {
	for (let seed = firstSeed; seed < firstSeed + runs; seed++) await run(seed);
	expect.assertions(0);
}, 600_000);
