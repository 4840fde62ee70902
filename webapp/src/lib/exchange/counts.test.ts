import { expect, test } from 'vitest';

import type { Need } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { asksFirst, countsOf } from './counts.ts';
import { exchangeRow } from './testing.ts';

const today = '2026-11-22';

function need(fields: Need, createdOn = today): Row<'need'> {
	return {
		id: JSON.stringify(fields),
		collection: 'need',
		fields,
		version: 1,
		pending: false,
		deleted: false,
		createdAt: Date.parse(createdOn)
	};
}

test('asks and help are counted both ways over a year', () => {
	const counts = countsOf(
		{
			contactId: 'ana',
			exchanges: [
				exchangeRow('1', { direction: 'gave', on: '2026-11-01' }),
				exchangeRow('2', { direction: 'gave', on: '2026-01-01' }),
				exchangeRow('3', { direction: 'gave', on: '2025-01-01' }),
				exchangeRow('4', { direction: 'received', on: '2026-10-01' })
			],
			needs: [
				need({ askedOf: 'ana', text: 'A quote' }),
				need({ askedOf: 'raj', text: 'A table' }),
				need({ contact: 'ana', text: 'Pricing help', confidence: 'said' }),
				need({ contact: 'ana', text: 'A rest', confidence: 'guess' }),
				need({ contact: 'ana', text: 'Long ago' }, '2025-06-01')
			]
		},
		today
	);
	expect(counts).toEqual({ iAsked: 1, theyAsked: 1, iHelped: 2, theyHelped: 1 });
});

test('an ask comes first where nothing was ever given', () => {
	expect(asksFirst([exchangeRow('1', { direction: 'received' })])).toBe(true);
	expect(asksFirst([exchangeRow('1', { direction: 'gave', on: '2019-01-01' })])).toBe(false);
});
