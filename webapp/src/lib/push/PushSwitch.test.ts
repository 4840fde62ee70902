// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { expect, test, vi } from 'vitest';

import Harness from './PushSwitchHarness.svelte';
import type { Push, PushState, Turned } from './push.ts';

function pushThat(turned: Turned, before: PushState = 'off') {
	let state = before;
	const turnOn = vi.fn(() => {
		if (turned === 'on') state = 'on';
		return Promise.resolve(turned);
	});
	const push = { state: () => Promise.resolve(state), turnOn } as unknown as Push;
	return { push, turnOn };
}

test('what will come is said before anybody is asked, and asked only after a press', async () => {
	const { push, turnOn } = pushThat('on');
	render(Harness, { push });
	await screen.findByText(/Reminders when they are due/);
	expect(turnOn).not.toHaveBeenCalled();

	screen.getByRole('button', { name: 'Notify me on this device' }).click();
	await screen.findByRole('button', { name: 'Turn off' });
	expect(turnOn).toHaveBeenCalledOnce();
});

test.each<[Turned, RegExp]>([
	['refused', /You said no/],
	['no-push-service', /cannot reach its notification service/],
	['offline', /no connection to Tend/],
	['failed', /That did not work/]
])('when it is %s that is said plainly, and it can be tried again', async (turned, words) => {
	render(Harness, { push: pushThat(turned).push });
	(await screen.findByRole('button', { name: 'Notify me on this device' })).click();
	expect((await screen.findByRole('alert')).textContent).toMatch(words);
	expect(screen.getByRole('button', { name: 'Notify me on this device' })).toBeTruthy();
});

test('an iPhone is shown how to put the app on the Home Screen first', async () => {
	const oninstall = vi.fn();
	render(Harness, { push: pushThat('on', 'needs-install').push, oninstall });
	(await screen.findByRole('button', { name: 'Show me how' })).click();
	expect(oninstall).toHaveBeenCalledOnce();
});
