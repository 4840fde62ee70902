import { m } from '#lib/paraglide/messages.js';

/** Questions that are good to ask of anybody: about them, and open at the end. */
export function bankOf(): readonly string[] {
	return [
		m.brief_bank_1(),
		m.brief_bank_2(),
		m.brief_bank_3(),
		m.brief_bank_4(),
		m.brief_bank_5(),
		m.brief_bank_6(),
		m.brief_bank_7()
	];
}
