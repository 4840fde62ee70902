import { expect, test } from 'vitest';

import { joinDraft, openingOf } from './share.ts';

test.each([
	['', ''],
	['text=Call+Ana', 'Call Ana'],
	[
		'title=A+study&text=Worth+reading&url=https://a.example/s',
		'A study\nWorth reading\nhttps://a.example/s'
	],
	[
		'title=A+study&text=A+study+https://a.example/s&url=https://a.example/s',
		'A study https://a.example/s'
	],
	['title=Same&text=Same', 'Same']
])('the parameters %j open the box with %j', (query, want) => {
	expect(openingOf(new URLSearchParams(query)).text).toBe(want);
});

test('the person whose page it was opened from is known', () => {
	expect(openingOf(new URLSearchParams('contact=c1')).contactId).toBe('c1');
	expect(openingOf(new URLSearchParams('contact=')).contactId).toBeUndefined();
});

test('a shared text joins a draft and replaces nothing', () => {
	expect(joinDraft('', 'shared')).toBe('shared');
	expect(joinDraft('half a thought ', 'shared')).toBe('half a thought\n\nshared');
});

test('sharing the same text twice keeps it once', () => {
	const once = joinDraft('half a thought', 'shared');
	expect(joinDraft(once, 'shared')).toBe(once);
});
