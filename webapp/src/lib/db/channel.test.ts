import { afterEach, expect, test, vi } from 'vitest';

import { Channel } from './channel.ts';

const news = { touched: new Set(['note'] as const) };

afterEach(() => {
	vi.unstubAllGlobals();
});

test('after its end nothing is opened again', () => {
	const opened = vi.fn();
	vi.stubGlobal('BroadcastChannel', opened);
	const channel = new Channel('x');
	channel.close();
	channel.tell(news);
	expect(opened).not.toHaveBeenCalled();
});
