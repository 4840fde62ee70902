import { expect, test, vi } from 'vitest';

import { Install, type Platform } from './install.svelte.ts';

const android: Platform = {
	userAgent: 'Mozilla/5.0 (Linux; Android 10; K) Chrome/156.0.0.0 Mobile',
	maxTouchPoints: 5,
	standalone: false
};
const iphone: Platform = {
	userAgent:
		'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Mobile Safari/604.1',
	maxTouchPoints: 5,
	standalone: false
};

function offer() {
	const event = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
		prompt: vi.fn(() => Promise.resolve({ outcome: 'accepted' as const }))
	});
	return event as unknown as BeforeInstallPromptEvent & typeof event;
}

test('an offer of the browser waits for a press, and is good for one', async () => {
	const install = new Install(android);
	expect(install.way).toBe('none');

	const offered = offer();
	install.keep(offered);
	expect(offered.defaultPrevented).toBe(true);
	expect(install.way).toBe('ask');

	await install.ask();
	expect(offered.prompt).toHaveBeenCalledOnce();
	expect(install.way).toBe('none');
});

test('an iPhone is told how to do it by hand, until it is done', () => {
	expect(new Install(iphone).way).toBe('by-hand');
	expect(new Install({ ...iphone, standalone: true }).way).toBe('none');
});
