/** What is said of needs, offers and introductions. */
import type { Introduction } from '#lib/api/collections.gen.ts';
import { m } from '#lib/paraglide/messages.js';

import type { Match } from './match.ts';
import type { Step } from './needs.ts';
import type { Wave } from './tell.ts';

/** Why a need and an offer fit, in a sentence. */
export function reasonWords({ shared }: Pick<Match, 'shared'>, locale: string): string {
	const words = new Intl.ListFormat(locale).format(
		shared.slice(0, 3).map((word) => m.common_quoted({ text: word }))
	);
	return m.need_reason({ words });
}

/** What is next to do about an introduction, in a line. */
export function stepWords(step: Step, a: string, b: string): string {
	switch (step) {
		case 'ask-a':
			return m.need_step_ask({ name: a });
		case 'ask-b':
			return m.need_step_ask_b({ a, b });
		case 'hear-b':
			return m.need_step_hear({ name: b });
		case 'introduce':
			return m.need_step_introduce();
		case 'outcome':
			return m.need_step_outcome();
		case 'thank':
			return m.need_step_thank({ name: b });
		case 'done':
			return m.need_step_done();
	}
}

/** What became of an introduction that is over. */
export function endedWords({ state, outcome }: Introduction): string {
	if (state === 'declined') return m.need_ended_declined();
	switch (outcome) {
		case 'good':
			return m.need_ended_good();
		case 'neutral':
			return m.need_ended_neutral();
		case 'bad':
			return m.need_ended_bad();
		default:
			return m.need_step_done();
	}
}

/** The text that goes with a step, to change, copy or share; nothing where there is nobody to write to. */
export function stepText(step: Step, a: string, b: string, need: string): string | undefined {
	switch (step) {
		case 'ask-a':
			return m.need_text_ask_a({ a, b, need });
		case 'ask-b':
			return m.need_text_ask_b({ a, b, need });
		case 'introduce':
			return m.need_text_introduce({ a, b, need });
		case 'thank':
			return m.need_text_thank({ a, b });
		case 'hear-b':
		case 'outcome':
		case 'done':
			return undefined;
	}
}

/** Who a wave is. */
export function waveWords({ nth }: Wave): string {
	if (nth === 0) return m.need_wave_inner();
	return nth === 1 ? m.need_wave_next() : m.need_wave_rest();
}
