import { expect, test } from 'vitest';

import { shortcut } from './keys.ts';

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
