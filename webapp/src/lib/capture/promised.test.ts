import { expect, test } from 'vitest';

import { promisedDays } from './chips.ts';
import { understand } from './understand.ts';

const now = { today: '2026-11-22', language: 'en', isDayFirst: true } as const;
const choices = { chosen: [], refused: [], plain: [] };

test('the days of my promises are known while they are typed; theirs and plain text have none', () => {
	const days = (text: string) => promisedDays(understand(text, [], choices, now));
	expect(days('! intro to Raj by fri\n! the deck by 4 Dec')).toEqual(['2026-11-27', '2026-12-04']);
	expect(days('!! sends the draft by 4 Dec')).toEqual([]);
	expect(days('Lunch on 4 Dec')).toEqual([]);
});
