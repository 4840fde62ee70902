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
	const prompt = vi.fn(() => Promise.resolve({ outcome: 'accepted' as const }));
	const event = new Event('beforeinstallprompt', { cancelable: true });
	return { prompt, event: Object.assign(event, { prompt }) };
}

test('an offer of the browser waits for a press, and is good for one', async () => {
	const install = new Install(android);
	expect(install.way).toBe('none');

	const { prompt, event } = offer();
	install.keep(event);
	expect(event.defaultPrevented).toBe(true);
	expect(install.way).toBe('ask');

	await install.ask();
	expect(prompt).toHaveBeenCalledOnce();
	expect(install.way).toBe('none');
});

test('an iPhone is told how to do it by hand, until it is done', () => {
	expect(new Install(iphone).way).toBe('by-hand');
	expect(new Install({ ...iphone, standalone: true }).way).toBe('none');
});
