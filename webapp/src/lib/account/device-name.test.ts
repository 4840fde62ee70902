import { expect, test } from 'vitest';

import { guessDeviceName } from './device-name.ts';

test.each([
	[
		'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
		5,
		'Safari · iPhone'
	],
	[
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
		5,
		'Safari · iPad'
	],
	[
		'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:153.0) Gecko/20100101 Firefox/153.0',
		0,
		'Firefox · Mac'
	],
	[
		'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36',
		5,
		'Chrome · Android'
	],
	[
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0',
		0,
		'Edge · Windows'
	],
	['curl/8', 0, 'Browser']
])('%s is called what its owner would call it', (userAgent, maxTouchPoints, want) => {
	expect(guessDeviceName({ userAgent, maxTouchPoints })).toBe(want);
});
