// @vitest-environment jsdom
import { expect, test } from 'vitest';

import { Typed } from './typed.ts';

/** A field on the page, with the focus. */
function field(html: string, typed: Typed): HTMLInputElement {
	document.body.innerHTML = html;
	const input = document.querySelector<HTMLInputElement>('input, textarea')!;
	typed.begin(input);
	return input;
}

test('text that was typed is unsaved, until it is taken away again', () => {
	const typed = new Typed();
	const input = field('<input type="text" value="Deck" />', typed);
	expect(typed.isUnsaved).toBe(false);
	input.value = 'Deck and notes';
	typed.begin(input);
	expect(typed.isUnsaved).toBe(true);
	input.value = 'Deck';
	expect(typed.isUnsaved).toBe(false);
});

test('what one looks for, and days and ticks, are no text of one’s own', () => {
	const typed = new Typed();
	for (const html of [
		'<input type="text" role="combobox" />',
		'<input type="date" />',
		'<input type="search" />'
	]) {
		field(html, typed).value = '2026-12-03';
		expect(typed.isUnsaved).toBe(false);
	}
});

test('a field that is gone, and a form that is done, keep nobody', () => {
	const typed = new Typed();
	field('<textarea></textarea>', typed).value = 'Bring both together';
	expect(typed.isUnsaved).toBe(true);
	document.body.replaceChildren();
	expect(typed.isUnsaved).toBe(false);
	field('<textarea></textarea>', typed).value = 'Bring both together';
	typed.forget();
	expect(typed.isUnsaved).toBe(false);
});
