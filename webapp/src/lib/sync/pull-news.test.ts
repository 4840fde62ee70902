import { afterEach, expect, test, vi } from 'vitest';

import { Channel } from '#lib/db/channel.ts';

import { PullNews } from './pull-news.ts';

afterEach(() => {
	vi.useRealTimers();
});

test('what pages change is told at the end, and once a second until then', () => {
	vi.useFakeTimers();
	const channel = new Channel(crypto.randomUUID());
	const heard: string[][] = [];
	channel.listen(({ touched }) => void heard.push([...touched].sort()));
	const news = new PullNews(channel);

	news.add(new Set(['contact']));
	vi.advanceTimersByTime(600);
	news.add(new Set(['reminder', 'contact']));
	expect(heard).toEqual([]);
	vi.advanceTimersByTime(600);
	news.add(new Set(['note']));
	expect(heard).toEqual([['contact', 'note', 'reminder']]);
	news.add(new Set(['note']));
	news.tell();
	news.tell();
	expect(heard.slice(1)).toEqual([['note']]);
	channel.close();
});
