/** What is done with a card of Today; fetched when it is first done. */
import { settingId } from '#lib/api/collections.gen.ts';
import { addDays } from '#lib/calendar/wall.ts';
import { longDate } from '#lib/calendar/words.ts';
import type { Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { settle, snooze, type Later } from '#lib/reminder/actions.ts';
import { putOff, skippedUntil } from '#lib/today/answers.ts';
import type { Candidate } from '#lib/today/engine.ts';
import type { Sayer } from '#lib/undo/undo.ts';

interface Desk {
	readonly db: Database;
	readonly toasts: Sayer;
}

interface Reader {
	readonly now: Date;
	readonly today: string;
	readonly locale: string;
}

/** Settles a reminder. */
export async function done(desk: Desk, candidate: Candidate): Promise<void> {
	const row = await reminderOf(desk, candidate);
	if (row && candidate.kind === 'reminder') await settle(desk, row, candidate.occurrence);
}

/** Puts a card off. */
export async function later(
	desk: Desk,
	candidate: Candidate,
	choice: Later,
	{ now, today, locale }: Reader
): Promise<void> {
	const row = await reminderOf(desk, candidate);
	if (row) {
		const defaults = (await desk.db.get('setting', settingId))?.fields;
		await snooze(desk, row, choice, { today, locale, now, defaults });
		return;
	}
	const until = 'until' in choice ? choice.until : addDays(today, choice.days);
	await putOff(desk, candidate, until, m.today_put_off({ day: longDate(until, locale) }));
}

/** Passes a card over. */
export async function skip(desk: Desk, candidate: Candidate, today: string): Promise<void> {
	await putOff(desk, candidate, skippedUntil(candidate, today), m.today_skipped());
}

async function reminderOf({ db }: Desk, candidate: Candidate) {
	return candidate.kind === 'reminder' ? db.get('reminder', candidate.reminderId) : undefined;
}
