import { expect, test } from 'vitest';

import { highlight } from './highlight.ts';

test.each([
	['She moves to Pórto in May', ['por'], 'She moves to [Pórto] in May'],
	['Porto, port and airport', ['port'], '[Porto], [port] and airport'],
	['a b c', ['a', 'b'], '[a] [b] c'],
	['nothing here', [], 'nothing here'],
	['', ['x'], '']
])('in %j, looking for %j: %j', (text, words, want) => {
	const runs = highlight(text, words);
	expect(runs.map(({ text, found }) => (found ? `[${text}]` : text)).join('')).toBe(want);
});
