/** What is said of giving and receiving. */
import { m } from '#lib/paraglide/messages.js';

import type { Answer } from './actions.ts';
import type { Band } from './balance.ts';
import type { Kind } from './form.ts';

/** The name of a kind. */
export function kindWords(kind: Kind): string {
	switch (kind) {
		case 'expertise':
			return m.exchange_kind_expertise();
		case 'insight':
			return m.exchange_kind_insight();
		case 'opportunity':
			return m.exchange_kind_opportunity();
		case 'idea':
			return m.exchange_kind_idea();
		case 'priority':
			return m.exchange_kind_priority();
		case 'introduction':
			return m.exchange_kind_introduction();
		case 'time':
			return m.exchange_kind_time();
		case 'letter':
			return m.exchange_kind_letter();
		case 'access':
			return m.exchange_kind_access();
		case 'other':
			return m.exchange_kind_other();
	}
}

/** Where the balance is, in words. */
export function bandWords(band: Band): string {
	switch (band) {
		case 'they':
			return m.exchange_band_they();
		case 'level':
			return m.exchange_band_level();
		case 'you':
			return m.exchange_band_you();
	}
}

/** How often something was brought in a year, without a number. */
export function oftenWords(count: number): string {
	if (count === 0) return m.exchange_mix_never();
	if (count === 1) return m.exchange_mix_once();
	return count < 5 ? m.exchange_mix_some() : m.exchange_mix_often();
}

/** How often, as a count over a year. */
export function timesWords(count: number): string {
	return count === 0 ? m.exchange_times_never() : m.exchange_times({ count });
}

/** How something landed, from 1 to 3. */
export function landedWords(landed: number): string {
	if (landed <= 1) return m.exchange_landed_1();
	return landed === 2 ? m.exchange_landed_2() : m.exchange_landed_3();
}

/** An answer to the quarterly question. */
export function answerWords(answer: Answer): string {
	switch (answer) {
		case 'yes':
			return m.exchange_question_yes();
		case 'unsure':
			return m.exchange_question_unsure();
		case 'no':
			return m.exchange_question_no();
	}
}

/** What an answer may mean, in one calm sentence. */
export function thoughtWords(answer: Answer): string {
	switch (answer) {
		case 'yes':
			return m.exchange_question_yes_text();
		case 'unsure':
			return m.exchange_question_unsure_text();
		case 'no':
			return m.exchange_question_no_text();
	}
}
