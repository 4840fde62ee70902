import { expect, test } from 'vitest';

import { bytesWords } from './storage.ts';

test.each([
	[0, 'en', '0 kB'],
	[41_800, 'en', '42 kB'],
	[3_440_000, 'en', '3.4 MB'],
	[3_440_000, 'de', '3,4 MB'],
	[12_000_000_000, 'en', '12 GB']
])('%i bytes are, in %s, %s', (bytes, locale, want) => {
	expect(bytesWords(bytes, locale).replace(/\s/g, ' ')).toBe(want);
});
