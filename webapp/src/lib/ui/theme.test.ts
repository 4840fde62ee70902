// @vitest-environment jsdom
import { beforeEach, expect, test, vi } from 'vitest';

import { Theme } from './theme.svelte.ts';

/** The platform's own choice, which may change while the app runs. */
let platform: EventTarget & { matches: boolean };

beforeEach(() => {
	localStorage.clear();
	platform = Object.assign(new EventTarget(), { matches: false });
	vi.spyOn(window, 'matchMedia').mockReturnValue(platform as MediaQueryList);
	document.head.innerHTML = '<meta name="theme-color" content="">';
});

const painted = () => document.documentElement.dataset['theme'];
const bar = () => document.querySelector('meta')?.getAttribute('content');

test('what was chosen by hand holds, after a restart too', () => {
	new Theme().choice = 'dark';
	expect(painted()).toBe('dark');
	expect(bar()).toBe('#141715');
	expect(new Theme().choice).toBe('dark');
});

test('without a choice the app follows the platform while it runs', () => {
	const theme = new Theme();
	const stop = theme.follow();
	theme.apply();
	expect(painted()).toBe('light');

	platform.matches = true;
	platform.dispatchEvent(new Event('change'));
	expect(painted()).toBe('dark');

	theme.choice = 'light';
	platform.dispatchEvent(new Event('change'));
	expect(painted()).toBe('light');
	stop();
});

test('going back to the platform forgets the choice', () => {
	const theme = new Theme();
	theme.choice = 'dark';
	theme.choice = 'system';
	expect(painted()).toBe('light');
	expect(localStorage).toHaveLength(0);
});
