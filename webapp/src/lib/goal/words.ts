/** What is said of a goal. */
import type { Goal } from '#lib/api/collections.gen.ts';
import { parsePartial, partialWords } from '#lib/calendar/partial.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import { longDate } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import { isPast, stateOf, type State } from './goals.ts';

/** Who reads: the day it is for them, and their locale. */
export interface Reader {
	readonly today: WallDate;
	readonly locale: string;
}

/** Where it stands, as a word. */
export function stateWords(state: State): string {
	switch (state) {
		case 'open':
			return m.goal_open();
		case 'reached':
			return m.goal_reached();
		case 'changed':
			return m.goal_changed();
		case 'dropped':
			return m.goal_dropped();
	}
}

/** By when, or since when it is settled, and with whom: the quiet line under a goal. */
export function aboutLine(goal: Goal, names: readonly string[], reader: Reader): string {
	const list = new Intl.ListFormat(reader.locale).format(names);
	return [whenLine(goal, reader), names.length > 0 && m.goal_with({ names: list })]
		.filter(Boolean)
		.join(' · ');
}

/** By when it is to be reached, or since when it is not open any more. */
export function whenLine(goal: Goal, { today, locale }: Reader): string | undefined {
	const { stateOn, by = '' } = goal;
	const state = stateOf(goal);
	if (state !== 'open') {
		const what = stateWords(state);
		return stateOn === undefined ? what : m.goal_state_on({ what, day: longDate(stateOn, locale) });
	}
	const date = parsePartial(by);
	if (date === undefined) return undefined;
	const day = partialWords(date, locale);
	return isPast(goal, today) ? m.goal_was_by({ day }) : m.goal_by_day({ day });
}
