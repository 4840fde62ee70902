import { expect, test } from 'vitest';

import { interactionLine } from './words.ts';

test.each([
	[{ kind: 'met', minutes: 45, setting: 'outside' }, 'Met, 45 min, outside of work'],
	[{ kind: 'call', minutes: 0, setting: 'work' }, 'Call'],
	[{ kind: 'letter', planned: true }, 'Letter, planned'],
	[{}, 'In touch']
] as const)('%j is said as %j', (fields, want) => {
	expect(interactionLine(fields)).toBe(want);
});
