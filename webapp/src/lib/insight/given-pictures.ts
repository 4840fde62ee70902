/** The pictures of giving and receiving: the value mix, both directions, and who was brought together. */
import { m } from '#lib/paraglide/messages.js';

import type { IntroductionFigure } from './figures.ts';
import type { Item, MarkRow, Picture, Shape } from './picture.ts';

/** How often something was given, by a kind that has a name. */
export interface KindFigure {
	readonly name: string;
	readonly count: number;
}

/** What was brought, by the five kinds; `gap` names the one that is missing. */
export function mixPicture(
	kinds: readonly KindFigure[],
	gap: string | undefined,
	locale: string
): Picture {
	const given = kinds.filter(({ count }) => count > 0);
	const pieces = given.map(({ name, count }) =>
		m.insight_mix_piece({ kind: name, times: times(count) })
	);
	return {
		title: m.insight_mix(),
		says:
			given.length === 0
				? m.insight_mix_empty()
				: m.insight_mix_says({ list: new Intl.ListFormat(locale).format(pieces) }),
		drawing:
			given.length === 0
				? undefined
				: { kind: 'marks', rows: kinds.map(({ name, count }) => timesRow(name, count)) },
		rule: m.insight_mix_rule(),
		hint: gap === undefined ? undefined : m.exchange_gap({ kind: gap }),
		act:
			given.length === 0
				? { label: m.insight_people_act(), href: '/people' }
				: { label: m.need_offer_mine(), href: '/offers' }
	};
}

/** Who asked and who helped, both ways. */
export function bothPicture(counts: {
	readonly iAsked: number;
	readonly theyAsked: number;
	readonly iHelped: number;
	readonly theyHelped: number;
}): Picture {
	const { iAsked, theyAsked, iHelped, theyHelped } = counts;
	const isEmpty = iAsked + theyAsked + iHelped + theyHelped === 0;
	return {
		title: m.insight_both(),
		says: isEmpty
			? m.insight_both_empty()
			: m.insight_both_says({
					iAsked: times(iAsked),
					theyAsked: times(theyAsked),
					iHelped: times(iHelped),
					theyHelped: times(theyHelped)
				}),
		drawing: isEmpty
			? undefined
			: {
					kind: 'marks',
					rows: [
						timesRow(m.exchange_asked(), iAsked, 'ring'),
						timesRow(m.exchange_they_asked(), theyAsked, 'ring'),
						timesRow(m.exchange_helped(), iHelped),
						timesRow(m.exchange_they_helped(), theyHelped)
					]
				},
		rule: m.insight_both_rule(),
		act: { label: m.insight_people_act(), href: '/people' }
	};
}

/** Introductions by how far they came and how they went; `next` is what is to be done. */
export function introductionsPicture(
	figure: IntroductionFigure,
	next: readonly Item[],
	locale: string
): Picture {
	const { underway, good, neutral, bad, unheard, declined } = figure;
	const made = good + neutral + bad + unheard;
	const isEmpty = made + underway + declined === 0;
	const plain = (label: string, count: number, shape: Shape): MarkRow => ({
		label,
		parts: [{ shape, count, words: number(count, locale) }]
	});
	return {
		title: m.insight_introductions(),
		says: isEmpty
			? m.need_empty_introductions()
			: m.insight_introductions_says({ made, underway, declined }),
		drawing: isEmpty
			? undefined
			: {
					kind: 'marks',
					rows: [
						plain(m.insight_introductions_underway(), underway, 'half'),
						{
							label: m.insight_introductions_made(),
							parts: [
								part('full', good, m.insight_introductions_good({ count: good })),
								part('dot', neutral, m.insight_introductions_neutral({ count: neutral })),
								part('dash', bad, m.insight_introductions_bad({ count: bad })),
								part('ring', unheard, m.insight_introductions_unheard({ count: unheard }))
							]
						},
						plain(m.insight_introductions_declined(), declined, 'dash')
					]
				},
		rule: m.insight_introductions_rule(),
		items: { heading: m.insight_introductions_items(), list: next },
		act: isEmpty
			? { label: m.insight_needs_act(), href: '/offers' }
			: { label: m.insight_introductions_act(), href: '/introductions' }
	};
}

function timesRow(label: string, count: number, shape: Shape = 'full'): MarkRow {
	return { label, parts: [part(shape, count, times(count))] };
}

function part(shape: Shape, count: number, words: string) {
	return { shape, count, words };
}

function times(count: number): string {
	return count === 0 ? m.exchange_times_never() : m.exchange_times({ count });
}

function number(count: number, locale: string): string {
	return count === 0 ? m.insight_none() : new Intl.NumberFormat(locale).format(count);
}
