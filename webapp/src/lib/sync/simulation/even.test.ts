import { expect, test } from 'vitest';

import { cases } from './cases.ts';
import { run, runSome } from './schedule.ts';

test('whatever happens, nothing is lost and all agree in the end (even seeds)', async () => {
	expect(await runSome(2, 2)).toBe(250);
}, 600_000);

test.each(cases)('seed $seed: $what', async ({ seed }) => {
	await expect(run(seed)).resolves.toBeUndefined();
});
