import { expect, test } from 'vitest';

import { matchCards } from './candidates.ts';
import { needRow, offerRow } from './testing.ts';

test('each person has one card at most, and only helpers who are here are named', () => {
	const cards = matchCards(
		{
			needs: [
				needRow('n1', { contact: 'ana', text: 'pricing help' }),
				needRow('n2', { contact: 'ana', text: 'pricing tools' }),
				needRow('n3', { contact: 'raj', text: 'a translator' })
			],
			offers: [
				offerRow('mine', { text: 'pricing' }),
				offerRow('lenas', { text: 'translator', contact: 'lena' }),
				offerRow('gones', { text: 'translators', contact: 'gone' })
			],
			decided: []
		},
		new Map([['lena', 'Lena Torres']]),
		'2026-11-22'
	);
	expect(cards.map(({ contactId, why }) => [contactId, why]).toSorted()).toEqual([
		['ana', 'Needs: pricing help. Your offer fits: pricing'],
		['raj', 'Needs: a translator. Lena Torres could help']
	]);
});
