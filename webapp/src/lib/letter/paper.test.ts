import { expect, test } from 'vitest';

import { labelSheets } from './paper.ts';

test('labels begin at the first free one and go on to the next sheet', () => {
	const labels = Array.from({ length: 5 }, (_, at) => `To ${at}`);
	const [first, second] = labelSheets(labels, 19);
	expect(first).toHaveLength(21);
	expect(first?.slice(17)).toEqual([undefined, 'To 0', 'To 1', 'To 2']);
	expect(second).toEqual(['To 3', 'To 4']);
});

test('no label lies outside a sheet, whatever number is given', () => {
	expect(labelSheets(['a'], 0)).toEqual([['a']]);
	expect(labelSheets(['a'], Number.NaN)).toEqual([['a']]);
	expect(labelSheets(['a'], 99)[0]?.at(20)).toBe('a');
	expect(labelSheets([], 1)).toEqual([]);
});
