// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test } from 'vitest';

import { Typing } from './typing.svelte.ts';

let stop: () => void;
let typing: Typing;

beforeEach(() => {
	document.body.innerHTML =
		'<form><textarea></textarea><input id="name" /><input id="find" type="search" /><input id="tick" type="checkbox" /></form>';
	typing = new Typing();
	stop = typing.watch(document);
});
afterEach(() => stop());

const input = (selector: string) =>
	document.querySelector(selector)?.dispatchEvent(new Event('input', { bubbles: true }));

test.each(['textarea', '#name'])('text in %s is unsaved until it is submitted', (selector) => {
	input(selector);
	expect(typing.unsaved).toBe(true);
	document.querySelector('form')?.dispatchEvent(new Event('submit', { bubbles: true }));
	expect(typing.unsaved).toBe(false);
});

test.each(['#find', '#tick'])('nothing is lost with %s', (selector) => {
	input(selector);
	expect(typing.unsaved).toBe(false);
});
