/** Kind, open questions for when one's own run out: they dig deeper, and none can be answered with yes or no. */
import { m } from '#lib/paraglide/messages.js';

/** All of them, from plans and needs to how to work together. */
export function questionBank(): readonly string[] {
	return [
		m.question_bank_success(),
		m.question_bank_next_year(),
		m.question_bank_harder(),
		m.question_bank_proud(),
		m.question_bank_drop(),
		m.question_bank_decision(),
		m.question_bank_measure(),
		m.question_bank_without(),
		m.question_bank_help(),
		m.question_bank_meet(),
		m.question_bank_learn(),
		m.question_bank_reads(),
		m.question_bank_energy(),
		m.question_bank_outside(),
		m.question_bank_recognised(),
		m.question_bank_better(),
		m.question_bank_stop(),
		m.question_bank_reach(),
		m.question_bank_trust(),
		m.question_bank_changed(),
		m.question_bank_risk(),
		m.question_bank_culture(),
		m.question_bank_remember(),
		m.question_bank_ask_me()
	];
}

/** So many questions to choose from, none of which is in the queue already; another `turn` brings others. */
export function offered(
	bank: readonly string[],
	taken: readonly string[],
	turn: number,
	count = 3
): readonly string[] {
	const known = new Set(taken.map((text) => text.trim().toLowerCase()));
	const free = bank.filter((text) => !known.has(text.toLowerCase()));
	const start = free.length === 0 ? 0 : (turn * count) % free.length;
	return [...free.slice(start), ...free.slice(0, start)].slice(0, count);
}
