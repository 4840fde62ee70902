import { expect, test } from 'vitest';

import { articleOf, isWornOut } from './lines.ts';

test('the same line reaches three people; the fourth needs their own', () => {
	const same = ['Thought of you.', 'thought of you', 'Thought  of you!'];
	expect(isWornOut('Thought of you', same)).toBe(true);
	expect(isWornOut('Thought of you', same.slice(1))).toBe(false);
	expect(isWornOut('Thought of your stand in May', same)).toBe(false);
	expect(isWornOut('', ['', '', ''])).toBe(false);
});

test.each([
	['Churn study\nhttps://x.example/a?b=1', 'Churn study', 'https://x.example/a?b=1'],
	['https://x.example/a', 'https://x.example/a', 'https://x.example/a'],
	['Only words', 'Only words', '']
])('%j is taken apart', (text, title, url) => {
	expect(articleOf(text)).toEqual({ title, url });
});
