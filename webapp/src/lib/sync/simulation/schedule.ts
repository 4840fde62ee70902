import { Ending } from './ending.ts';
import { Watch } from './invariants.ts';
import { Random } from './random.ts';
import { World } from './world.ts';

/** Things that happen in one schedule before all is well again. */
const steps = 60;

/**
 * Runs the schedule of a seed. Throws an error that names the broken invariant,
 * the seed, and all that happened.
 */
export async function run(seed: number): Promise<void> {
	const random = new Random(seed);
	const restore = takeChance(random);
	const world = new World(random);
	const watch = new Watch(world);
	world.look = (device) => watch.check(device);
	try {
		await world.populate();
		for (let i = 0; i < steps; i++) {
			for (const device of await world.step()) await watch.check(device);
			if (random.below(8) === 0) await watch.replay(random.from(world.devices), random);
		}
		await world.calm();
		await new Ending(world, watch).check();
	} catch (error) {
		const what = error instanceof Error ? error.message : String(error);
		const story = world.story.map((line, i) => `${i}. ${line}`).join('\n');
		throw new Error(`seed ${seed} breaks ${what}\n${story}`, { cause: error });
	} finally {
		for (const device of world.devices) await device.destroy();
		restore();
	}
}

/** Schedules of a test run. */
const some = 500;

/** Runs every `stride`-th of the schedules of a test run, from `first` on, and tells how many. */
export async function runSome(first: number, stride: number): Promise<number> {
	let runs = 0;
	for (let seed = first; seed <= some; seed += stride, runs++) await run(seed);
	return runs;
}

/** Ids come from chance, and ties are broken by them: with the seed they are the same each time. */
function takeChance(random: Random): () => void {
	const real = Object.getOwnPropertyDescriptor(globalThis, 'crypto');
	const getRandomValues = (bytes: Uint8Array) => {
		bytes.set(bytes.map(() => random.below(256)));
		return bytes;
	};
	const randomUUID = () => {
		const hex = () => random.below(16).toString(16);
		return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', hex);
	};
	const value = { getRandomValues, randomUUID };
	Object.defineProperty(globalThis, 'crypto', { value, configurable: true, writable: true });
	return () => {
		if (real !== undefined) Object.defineProperty(globalThis, 'crypto', real);
	};
}
