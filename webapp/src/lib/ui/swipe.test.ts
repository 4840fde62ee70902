// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { swipe } from './swipe.ts';

let card: HTMLElement;
let leave: (() => void) | undefined;
const tostart = vi.fn();
const toend = vi.fn();

beforeEach(() => {
	card = document.body.appendChild(document.createElement('div'));
	leave = swipe(() => ({ tostart, toend }))(card) ?? undefined;
});

afterEach(() => {
	leave?.();
	card.remove();
	vi.clearAllMocks();
});

function wipe(by: number, pointerType = 'touch'): boolean {
	const event = (type: string, clientX: number) =>
		card.dispatchEvent(
			new PointerEvent(type, { clientX, pointerType, isPrimary: true, bubbles: true })
		);
	event('pointerdown', 200);
	event('pointermove', 200 + by);
	event('pointerup', 200 + by);
	return card.dispatchEvent(new MouseEvent('click', { cancelable: true }));
}

test('a card that is wiped far enough is answered, to the side it was wiped to', () => {
	wipe(-120);
	expect([tostart.mock.calls.length, toend.mock.calls.length]).toEqual([1, 0]);
	wipe(120);
	expect([tostart.mock.calls.length, toend.mock.calls.length]).toEqual([1, 1]);
	expect(card.style.translate).toBe('');
});

test('a shaky thumb answers nothing, and a wipe presses no button', () => {
	expect(wipe(30)).toBe(false);
	expect(wipe(4)).toBe(true);
	expect(tostart).not.toHaveBeenCalled();
	expect(toend).not.toHaveBeenCalled();
});

test('a mouse does not wipe', () => {
	wipe(-200, 'mouse');
	expect(tostart).not.toHaveBeenCalled();
});

test('where one reads from the right, the sides change places', () => {
	card.style.direction = 'rtl';
	wipe(120);
	expect(tostart).toHaveBeenCalledOnce();
});
