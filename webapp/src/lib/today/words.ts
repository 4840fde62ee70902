/** Why a card is there, in one line. */
import { agoWords, clockWords, dayWords } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import type { Candidate, DateCandidate, ReminderCandidate } from './engine.ts';

/** Who reads: the day it is for them, and their locale. */
export interface Reader {
	readonly today: string;
	readonly locale: string;
}

/** Why this person, why now. */
export function whyWords(candidate: Candidate, reader: Reader): string {
	return candidate.kind === 'reminder'
		? reminderWords(candidate, reader)
		: occasionWords(candidate, reader);
}

function reminderWords(
	{ title, day, time, late }: ReminderCandidate,
	{ today, locale }: Reader
): string {
	if (day < today)
		return m.today_at({ title, time: m.today_due_since({ when: agoWords(day, today, locale) }) });
	if (time === undefined) return title;
	const clock = clockWords(`${day}T${time}`, locale);
	return m.today_at({ title, time: late ? m.today_due_since({ when: clock }) : clock });
}

function occasionWords(
	{ occasion, label, years, day }: DateCandidate,
	{ today, locale }: Reader
): string {
	const when = dayWords(day, today, locale);
	if (occasion === 'birthday') {
		return years === undefined || years <= 0
			? m.today_birthday({ when })
			: m.today_birthday_years({ when, years });
	}
	const what =
		label ??
		(occasion === 'anniversary' ? m.today_occasion_anniversary() : m.today_occasion_other());
	return years === undefined || years <= 0
		? m.today_anniversary({ what, when })
		: m.today_anniversary_years({ what, when, count: years });
}
