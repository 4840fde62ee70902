import { expect, test } from 'vitest';

import { guards, sourceOf } from './guard-list.ts';

test.each(guards)('$name: what `make guards` takes away is there, once', (guard) => {
	expect(sourceOf(guard).replace(guard.old, guard.without)).not.toBe(sourceOf(guard));
});
