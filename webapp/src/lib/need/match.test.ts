import { describe, expect, test } from 'vitest';

import { matches, mineFor, needsThatFit } from './match.ts';
import { matchRow, needRow, offerRow } from './testing.ts';
import { wordsOf } from './words-of.ts';

const today = '2026-11-22';
const find = (need: string, offer: string) =>
	matches(
		{
			needs: [needRow('n', { text: need })],
			offers: [offerRow('o', { text: offer })],
			decided: []
		},
		today
	);

describe('a need and an offer fit by their words', () => {
	test.each([
		['wants pricing help for Porto', 'Two days of price work', ['pricing']],
		['Sucht Beratung zu Preisen', 'Preise, Verträge und wie man berät', ['preisen']],
		['Übersetzer für Verträge', 'Ich übersetze Verträge', ['ubersetz', 'vertrag']],
		['需要定价方面的专家', '定价咨询', ['定价']],
		['価格設定の相談', '価格設定の経験', ['価格']],
		['يحتاج إلى محاسب', 'محاسب في لشبونة', ['محاسب']],
		['нужен переводчик договоров', 'переводчик', ['переводчик']],
		['a café in Lisbon', 'I know every CAFE there', ['café']]
	])('%j and %j', (need, offer, words) => {
		const [match] = find(need, offer);
		expect(match).toBeDefined();
		const stems = match?.shared.map((word) => [...wordsOf(word).keys()][0]);
		for (const word of words) expect(stems).toContain([...wordsOf(word).keys()][0]);
	});

	test.each([
		['needs help with the garden', 'I can help with pricing'],
		['looking for somebody who knows people', 'people I know'],
		['jemand, der beim Umzug hilft', 'sieht beim Entscheiden zu'],
		['', 'pricing'],
		['🎉 👍', '🎉 pricing']
	])('%j and %j have nothing in common that says anything', (need, offer) => {
		expect(find(need, offer)).toEqual([]);
	});
});

test('somebody else can meet a need, but nobody meets their own; what only I can give comes first', () => {
	const found = matches(
		{
			needs: [needRow('n', { text: 'pricing', contact: 'ana' })],
			offers: [
				offerRow('hers', { text: 'pricing', contact: 'ana' }),
				offerRow('lenas', { text: 'pricing', contact: 'lena' }),
				offerRow('mine', { text: 'pricing', onlyMe: true })
			],
			decided: []
		},
		today
	);
	expect(found.map(({ offer, helper }) => [offer.id, helper])).toEqual([
		['mine', undefined],
		['lenas', 'lena']
	]);
});

test('what was decided never comes again, and neither do needs that are met or gone', () => {
	const offers = [offerRow('o', { text: 'pricing' })];
	const needs = [
		needRow('declined', { text: 'pricing' }),
		needRow('met', { text: 'pricing', state: 'met' }),
		needRow('gone', { text: 'pricing', state: 'gone' }),
		needRow('open', { text: 'pricing', state: 'open' }),
		// A need without a contact is the user's own.
		{ ...needRow('own', { text: 'pricing' }), fields: { text: 'pricing' } }
	];
	const decided = [matchRow({ need: 'declined', offer: 'o', decision: 'no-fit' })];
	expect(matches({ needs, offers, decided }, today).map(({ need }) => need.id)).toEqual(['open']);
});

test('an offer rests when it was offered as often this month as there is room for', () => {
	const field = {
		needs: [needRow('n', { text: 'pricing' })],
		offers: [offerRow('o', { text: 'pricing', perMonth: 1 })],
		decided: [matchRow({ need: 'other', offer: 'o', decision: 'offered' as const })]
	};
	expect(matches(field, today)).toEqual([]);
	expect(matches(field, '2026-12-01')).toHaveLength(1);
});

test('an article finds the open needs it fits', () => {
	const needs = [
		needRow('a', { text: 'churn figures' }),
		needRow('b', { text: 'pricing and churn', contact: 'raj' }),
		needRow('c', { text: 'a gardener' })
	];
	const found = needsThatFit('How pricing drives churn https://example.org', needs);
	expect(found.map(({ need, shared }) => [need.id, shared])).toEqual([
		['b', ['pricing', 'churn']],
		['a', ['churn']]
	]);
});

test('two thousand needs and two thousand offers are matched in a blink', () => {
	const topic = (i: number) => `topic${String(i % 700)} word${String(i % 900)} about things`;
	const needs = Array.from({ length: 2000 }, (_, i) =>
		needRow(`n${String(i)}`, { text: topic(i) })
	);
	const offers = Array.from({ length: 2000 }, (_, i) =>
		offerRow(`o${String(i)}`, { text: topic(i * 7), contact: 'lena' })
	);
	const start = performance.now();
	expect(matches({ needs, offers, decided: [] }, today).length).toBeGreaterThan(0);
	expect(performance.now() - start).toBeLessThan(1000);
});

test('for a meeting only what is mine counts, and nothing that was found not to fit', () => {
	const field = {
		needs: [needRow('n', { text: 'Beratung zu Preisen' })],
		offers: [
			offerRow('lenas', { text: 'Preise', contact: 'lena' }),
			offerRow('mine', { text: 'Preise, kurz' })
		],
		decided: []
	};
	expect([...mineFor(field, today)]).toEqual([['n', 'Preise, kurz']]);
	const decided = [matchRow({ need: 'n', offer: 'mine', decision: 'no-fit' as const })];
	expect(mineFor({ ...field, decided }, today).size).toBe(0);
});
