/** The pictures of listening: needs, what came up again, and what was asked after. */
import { m } from '#lib/paraglide/messages.js';

import type { NeedFigure } from './figures.ts';
import type { Item, Part, Picture } from './picture.ts';

/** What others need, and what came of it. */
export function needsPicture(
	{ said, guessed }: { readonly said: NeedFigure; readonly guessed: NeedFigure },
	still: readonly Item[]
): Picture {
	const sum = (key: keyof NeedFigure) => said[key] + guessed[key];
	const [met, open, gone] = [sum('met'), sum('open'), sum('gone')];
	const heard = met + open + gone;
	return {
		title: m.insight_needs(),
		says: heard === 0 ? m.insight_needs_empty() : m.insight_needs_says({ heard, met, open, gone }),
		drawing:
			heard === 0
				? undefined
				: {
						kind: 'marks',
						rows: [
							{ label: m.insight_needs_said(), parts: statesOf(said) },
							{ label: m.insight_needs_guessed(), parts: statesOf(guessed) }
						].filter(({ parts }) => parts.some(({ count }) => count > 0))
					},
		rule: m.insight_needs_rule(),
		items: { heading: m.insight_needs_still(), list: still },
		act:
			heard === 0
				? { label: m.insight_people_act(), href: '/people' }
				: { label: m.insight_needs_act(), href: '/offers' }
	};
}

function statesOf({ met, open, gone }: NeedFigure): readonly Part[] {
	return [
		{ shape: 'full', count: met, words: m.insight_needs_met({ count: met }) },
		{ shape: 'ring', count: open, words: m.insight_needs_open({ count: open }) },
		{ shape: 'dash', count: gone, words: m.insight_needs_gone({ count: gone }) }
	];
}

/** What was heard and came up again later. */
export function callbacksPicture({
	heard,
	cameUp
}: {
	readonly heard: number;
	readonly cameUp: number;
}): Picture {
	const rest = heard - cameUp;
	const parts: readonly Part[] = [
		{ shape: 'full', count: cameUp, words: m.insight_callbacks_again({ count: cameUp }) },
		{ shape: 'ring', count: rest, words: m.insight_callbacks_not({ count: rest }) }
	];
	return {
		title: m.insight_callbacks(),
		says: heard === 0 ? m.insight_callbacks_empty() : m.insight_callbacks_says({ cameUp, heard }),
		drawing:
			heard === 0
				? undefined
				: { kind: 'marks', rows: [{ label: m.insight_callbacks_row(), parts }] },
		rule: m.insight_callbacks_rule(),
		act: { label: m.insight_people_act(), href: '/people' }
	};
}

/** Which of the questions whose day came were asked; those that wait are a tap away. */
export function questionsPicture(
	{ ripe, asked }: { readonly ripe: number; readonly asked: number },
	waiting: readonly Item[]
): Picture {
	const rest = ripe - asked;
	const parts: readonly Part[] = [
		{ shape: 'full', count: asked, words: m.insight_questions_asked({ count: asked }) },
		{ shape: 'ring', count: rest, words: m.insight_questions_waiting({ count: rest }) }
	];
	return {
		title: m.insight_questions(),
		says: ripe === 0 ? m.insight_questions_empty() : m.insight_questions_says({ asked, ripe }),
		drawing:
			ripe === 0
				? undefined
				: { kind: 'marks', rows: [{ label: m.insight_questions_row(), parts }] },
		rule: m.insight_questions_rule(),
		items: { heading: m.insight_questions_items(), list: waiting },
		act: { label: m.insight_people_act(), href: '/people' }
	};
}
