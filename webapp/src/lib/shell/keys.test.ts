// @vitest-environment jsdom
import { expect, test } from 'vitest';

import { formTaken, shortcut } from './keys.ts';

function press(key: string, target: HTMLElement, init: KeyboardEventInit = {}): string | undefined {
	document.body.replaceChildren(target);
	let place: string | undefined;
	document.addEventListener('keydown', (event) => (place = shortcut(event)), { once: true });
	target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, ...init }));
	return place;
}

test('C captures and / finds, from wherever nothing is being written', () => {
	expect(press('c', document.createElement('main'))).toBe('/capture');
	expect(press('/', document.createElement('button'))).toBe('/find');
	expect(press('x', document.createElement('main'))).toBeUndefined();
});

test('a letter that is being written is a letter', () => {
	expect(press('c', document.createElement('textarea'))).toBeUndefined();
	expect(press('/', document.createElement('input'))).toBeUndefined();
});

test('what the browser does with a key stays with the browser', () => {
	expect(press('c', document.createElement('main'), { ctrlKey: true })).toBeUndefined();
	expect(press('c', document.createElement('main'), { metaKey: true })).toBeUndefined();
});

test('Ctrl or Command and Enter take the form that is being filled in', () => {
	const taken = (init: KeyboardEventInit, html = '<form><textarea></textarea></form>') => {
		document.body.innerHTML = html;
		let form: HTMLFormElement | undefined;
		document.addEventListener('keydown', (event) => (form = formTaken(event)), { once: true });
		const box = document.querySelector('textarea');
		box?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, ...init }));
		return form;
	};
	expect(taken({ ctrlKey: true })).toBeInstanceOf(HTMLFormElement);
	expect(taken({ metaKey: true })).toBeInstanceOf(HTMLFormElement);
	expect(taken({})).toBeUndefined();
	expect(taken({ ctrlKey: true }, '<textarea></textarea>')).toBeUndefined();
});
