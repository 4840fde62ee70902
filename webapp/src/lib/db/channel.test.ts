import { afterEach, expect, test, vi } from 'vitest';

import { Channel } from './channel.ts';

const news = { touched: new Set(['note'] as const) };

afterEach(() => {
	vi.unstubAllGlobals();
});

test('this realm hears itself where browsers have no channels', () => {
	vi.stubGlobal('BroadcastChannel', undefined);
	const channel = new Channel('x');
	const listener = vi.fn();
	channel.listen(listener);
	channel.tell(news);
	expect(listener).toHaveBeenCalledExactlyOnceWith(news);
});

test('after its end nothing is opened again', () => {
	const opened = vi.fn();
	vi.stubGlobal('BroadcastChannel', opened);
	const channel = new Channel('x');
	channel.close();
	channel.tell(news);
	expect(opened).not.toHaveBeenCalled();
});
