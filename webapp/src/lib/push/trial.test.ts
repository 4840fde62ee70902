import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { arrived, testTag } from './arrived.ts';
import type { PushDevice } from './push.ts';
import { tryIt } from './trial.ts';

const here: PushDevice = {
	id: 'd1',
	deviceName: 'Firefox · Linux',
	createdAt: new Date(0),
	lastSentAt: undefined,
	lastError: undefined,
	lastErrorAt: undefined,
	refusedAt: undefined,
	muted: [],
	current: true
};

/** Pushes whose test is taken or not; `comes` is what the worker then tells. */
function pushThat(taken: boolean, comes?: unknown, devices: readonly PushDevice[] = [here]) {
	const ear = new EventTarget();
	const test = vi.fn(() => {
		if (comes !== undefined) ear.dispatchEvent(new MessageEvent('message', { data: comes }));
		return Promise.resolve(taken);
	});
	return { ear, push: { devices: () => Promise.resolve(devices), test } };
}

beforeEach(() => {
	vi.useFakeTimers();
});
afterEach(() => {
	vi.useRealTimers();
});

test('a test is sent to this device, and what the worker tells is believed, however soon it comes', async () => {
	const { push, ear } = pushThat(true, arrived(testTag));
	expect(await tryIt(push, ear)).toBe('arrived');
	expect(push.test).toHaveBeenCalledExactlyOnceWith('d1');
});

test('another notification is not taken for the test', async () => {
	const { push, ear } = pushThat(true, arrived('reminder:1'));
	const tried = tryIt(push, ear);
	await vi.advanceTimersByTimeAsync(15_000);
	expect(await tried).toBe('unseen');
});

test('what the push service does not take, or a device that nobody knows, is told apart', async () => {
	const refused = pushThat(false);
	expect(await tryIt(refused.push, refused.ear)).toBe('refused');
	const unknown = pushThat(true, undefined, [{ ...here, current: false }]);
	expect(await tryIt(unknown.push, unknown.ear)).toBe('refused');
	expect(unknown.push.test).not.toHaveBeenCalled();
});
