/** What is done with a card of Today; fetched when it is first done. */
import { settingId } from '#lib/api/collections.gen.ts';
import { addDays } from '#lib/calendar/wall.ts';
import { longDate } from '#lib/calendar/words.ts';
import type { Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { settle, snooze, type Later } from '#lib/reminder/actions.ts';
import { putOff, skippedUntil } from '#lib/today/answers.ts';
import { answeredWith, type Candidate, type Card } from '#lib/today/engine.ts';
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
export async function done(desk: Desk, card: Card): Promise<void> {
	const row = await reminderOf(desk, card);
	if (row && card.lead.kind === 'reminder') await settle(desk, row, card.lead.occurrence);
}

/** Puts a card off. */
export async function later(
	desk: Desk,
	card: Card,
	choice: Later,
	{ now, today, locale }: Reader
): Promise<void> {
	const row = await reminderOf(desk, card);
	if (row) {
		const defaults = (await desk.db.get('setting', settingId))?.fields;
		await snooze(desk, row, choice, { today, locale, now, defaults });
		return;
	}
	const until = 'until' in choice ? choice.until : addDays(today, choice.days);
	const text = m.today_put_off({ day: longDate(until, locale) });
	await putOff(desk, answeredWith(card), () => until, text);
}

/** Passes a card over. */
export async function skip(desk: Desk, card: Card, today: string): Promise<void> {
	const until = (reason: Candidate) => skippedUntil(reason, today);
	await putOff(desk, answeredWith(card), until, m.today_skipped());
}

async function reminderOf({ db }: Desk, { lead }: Card) {
	return lead.kind === 'reminder' ? db.get('reminder', lead.reminderId) : undefined;
}
