// @vitest-environment jsdom
import { expect, test } from 'vitest';

import { toHeading } from './focus.ts';

test('the heading of the new page gets the focus', () => {
	document.body.innerHTML =
		'<nav><a href="/">x</a></nav><main><h1 tabindex="-1">People</h1></main>';
	document.querySelector('a')?.focus();
	toHeading(document);
	expect(document.activeElement?.textContent).toBe('People');
});

test('a page that put the cursor somewhere keeps it there', () => {
	document.body.innerHTML = '<main><h1 tabindex="-1">Capture</h1><textarea></textarea></main>';
	document.querySelector('textarea')?.focus();
	toHeading(document);
	expect(document.activeElement?.localName).toBe('textarea');
});
