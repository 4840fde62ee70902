// @vitest-environment jsdom
import { render, screen } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import Harness from './testing/VirtualListHarness.svelte';

const rowHeight = 64;

/** jsdom lays nothing out: the list stands where `top` says. */
let top: number;

beforeEach(() => {
	top = 0;
	vi.spyOn(HTMLElement.prototype, 'getBoundingClientRect').mockImplementation(
		() => new DOMRect(0, top, 390, 0)
	);
	HTMLElement.prototype.scrollIntoView = function scrollIntoView() {
		top = -this.offsetTop;
	};
});

const items = Array.from({ length: 20_000 }, (_, i) => ({ id: `${i}`, name: `Person ${i}` }));

function scrollTo(row: number) {
	top = -row * rowHeight;
	document.dispatchEvent(new Event('scroll'));
}

test('of 20,000 rows a few dozen exist, wherever one scrolls to, and each says which it is', async () => {
	render(Harness, { items, rowHeight });
	await screen.findByText('Person 0');
	expect(screen.getAllByRole('listitem').length).toBeLessThanOrEqual(40);

	scrollTo(10_000);
	const row = (await screen.findByText('Person 10003')).closest('li');
	expect(row?.getAttribute('aria-posinset')).toBe('10004');
	expect(row?.getAttribute('aria-setsize')).toBe('20000');
	expect(row?.style.translate).toBe(`0px ${10_003 * rowHeight}px`);
	expect(screen.queryByText('Person 0')).toBeNull();
	expect(screen.getAllByRole('listitem').length).toBeLessThanOrEqual(40);
});

test('the arrows walk from row to row, End to the last one', async () => {
	render(Harness, { items, rowHeight });
	const first = await screen.findByRole('link', { name: 'Person 0' });
	first.focus();
	const press = (key: string) =>
		document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));

	press('ArrowDown');
	await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('Person 1'));
	press('End');
	await vi.waitFor(() => expect(document.activeElement?.textContent).toBe('Person 19999'));
});

test('the row with the focus stays when it is scrolled out of sight', async () => {
	render(Harness, { items, rowHeight });
	(await screen.findByRole('link', { name: 'Person 2' })).focus();
	scrollTo(5_000);
	await screen.findByText('Person 5000');
	expect(document.activeElement?.textContent).toBe('Person 2');
});

test('rows that come in are those that left, with other words', async () => {
	render(Harness, { items, rowHeight });
	await screen.findByText('Person 0');
	scrollTo(1_000);
	await screen.findByText('Person 1000');
	const before = new Set(screen.getAllByRole('listitem'));
	scrollTo(1_008);
	await screen.findByText('Person 1020');
	expect(new Set(screen.getAllByRole('listitem'))).toEqual(before);
});

test('a list that becomes shorter leaves no row behind', async () => {
	const { rerender } = render(Harness, { items, rowHeight });
	await screen.findByText('Person 5');
	await rerender({ items: items.slice(0, 3), rowHeight });
	expect(screen.getAllByRole('listitem')).toHaveLength(3);
});
