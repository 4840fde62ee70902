import { expect, test } from 'vitest';

import { moment } from './moment.ts';

const now = new Date(2026, 10, 21, 18, 0);

test.each([
	['the time alone today', new Date(2026, 10, 21, 9, 5), '09:05 AM'],
	['the day too before today', new Date(2026, 10, 20, 21, 30), 'Nov 20, 09:30 PM'],
	['and the year before this one', new Date(2025, 1, 3, 8, 0), 'Feb 3, 2025, 08:00 AM']
])('an instant is said as %s', (_, at, want) => {
	expect(moment(at, now).replace(/\s/g, ' ')).toBe(want);
});
