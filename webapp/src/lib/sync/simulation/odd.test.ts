// Half of the schedules; the others are in even.test.ts, so that two processors share them.
import { expect, test } from 'vitest';

import { runSome } from './schedule.ts';

test('whatever happens, nothing is lost and all agree in the end (odd seeds)', async () => {
	expect(await runSome(1, 2)).toBe(250);
}, 600_000);
