// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';

import type { PushState } from './push.ts';
import { mayOffer } from './start.ts';

const pushThatIs = (state: PushState) => ({ state: () => Promise.resolve(state) });

beforeEach(() => localStorage.clear());

test('notifications are offered once to each user of a device', async () => {
	expect(await mayOffer(pushThatIs('off'), 'ana')).toBe(true);
	expect(await mayOffer(pushThatIs('off'), 'ana')).toBe(false);
	expect(await mayOffer(pushThatIs('off'), 'raj')).toBe(true);
});

test.each<PushState>(['on', 'blocked', 'unsupported', 'needs-install'])(
	'nothing is offered where push is %s',
	async (state) => {
		expect(await mayOffer(pushThatIs(state), 'ana')).toBe(false);
		expect(await mayOffer(pushThatIs('off'), 'ana')).toBe(true);
	}
);
