import { expect, test } from 'vitest';

import { readDate } from './vcard-date.ts';

test.each([
	['19850412', undefined, '1985-04-12'],
	['1985-04-12', undefined, '1985-04-12'],
	['1985-04-12T00:00:00Z', undefined, '1985-04-12'],
	['19850412T102200', undefined, '1985-04-12'],
	['--0412', undefined, '--04-12'],
	['--04-12', undefined, '--04-12'],
	['--0229', undefined, '--02-29'],
	['1604-04-12', '1604', '--04-12'],
	['1985-04', undefined, '1985-04'],
	['1985', undefined, '1985'],
	['1985-02-30', undefined, undefined],
	['1985-13-01', undefined, undefined],
	['---12', undefined, undefined],
	['circa 1800', undefined, undefined],
	['', undefined, undefined]
])('%j (year left out: %j) reads as %j', (value, omitted, want) => {
	expect(readDate(value, omitted)).toBe(want);
});
