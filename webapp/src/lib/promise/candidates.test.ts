import { expect, test } from 'vitest';

import { duePromises } from './candidates.ts';
import { promiseRow } from './testing.ts';

const reader = { today: '2026-11-22', locale: 'en-GB' };

test('mine come to Today from three days before they are due, theirs from a day after', () => {
	const rows = [
		promiseRow('far', { by: 'me', due: '2026-11-26' }),
		promiseRow('near', { by: 'me', due: '2026-11-25', contact: 'ana' }),
		promiseRow('late', { by: 'me', due: '2026-11-01T10:00' }),
		promiseRow('done', { by: 'me', due: '2026-11-22', delivery: 'full' }),
		promiseRow('undated', { by: 'me' }),
		promiseRow('hers-today', { by: 'them', due: '2026-11-22' }),
		promiseRow('hers-late', { by: 'them', due: '2026-11-21' }),
		promiseRow('hers-nudged', { by: 'them', due: '2026-11-10', nudges: { '2026-11-20': true } })
	];
	const found = duePromises(rows, reader);
	expect(found.map(({ id, day, late, why }) => [id, day, late, why])).toEqual([
		['promise/near', '2026-11-25', false, 'You promised: near, by Wednesday'],
		['promise/late', '2026-11-01', true, 'You promised: late. It was due 1 Nov'],
		[
			'their-promise/hers-late',
			'2026-11-21',
			false,
			'They promised: hers-late. It was due yesterday'
		]
	]);
	expect(found[0]?.contactId).toBe('ana');
	expect(found[2]?.act.href).toBe('/promises/hers-late?nudge');
});
