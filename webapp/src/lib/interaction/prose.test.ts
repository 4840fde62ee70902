import { expect, test } from 'vitest';

import { withoutMarks } from './prose.ts';

test.each([
	['Lunch by the river.\n! intro to Raj by fri\n# pricing help', 'Lunch by the river.'],
	['!! sends the draft\nShe was late.\n> count to three', 'She was late.'],
	['To bring:\n- the list\n- the book', 'To bring:\n- the list\n- the book'],
	['! intro to Raj', '! intro to Raj'],
	['+49 30 1234\n#porto!', '+49 30 1234\n#porto!']
])('of %j, what is said in so many words is %j', (text, prose) => {
	expect(withoutMarks(text)).toBe(prose);
});
