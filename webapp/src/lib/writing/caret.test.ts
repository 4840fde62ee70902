import { expect, test } from 'vitest';

import { moveCaret } from './caret.ts';

test.each([
	['ab|', 'abc', 'ab|c'],
	['ab|', 'xab', 'xab|'],
	['a|b', 'xab', 'xa|b'],
	['one |two', 'one and two', 'one |and two'],
	['one t|wo', 'one and two', 'one and t|wo'],
	['one t|wo', 'one 2', 'one 2|'],
	['|', 'new', '|new']
])('%s becomes %s: the caret is at %s', (before, after, want) => {
	const caret = before.indexOf('|');
	const moved = moveCaret(before.replace('|', ''), after, caret);
	expect(`${after.slice(0, moved)}|${after.slice(moved)}`).toBe(want);
});
