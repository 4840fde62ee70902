/**
 * Everything that may become a card of Today, from the features that know, and what holds for the
 * people it is about. Fetched after the first paint: the page is there before it is known what stands
 * on it.
 */
import { settingId } from '#lib/api/collections.gen.ts';
import { wallDate, wallTime } from '#lib/calendar/wall.ts';
import { timeToTouch } from '#lib/circle/candidates.ts';
import { nearDates } from '#lib/contact/dates.ts';
import { reforms } from '#lib/contact/roles.ts';
import type { Reader } from '#lib/db/live.svelte.ts';
import { ledgerCards } from '#lib/exchange/candidates.ts';
import { ripeLetters } from '#lib/letter/candidates.ts';
import { nearMeetings } from '#lib/meeting/candidates.ts';
import { matchCards } from '#lib/need/candidates.ts';
import { duePromises } from '#lib/promise/candidates.ts';
import { ripeQuestions } from '#lib/question/candidates.ts';
import { dueReminders } from '#lib/reminder/candidates.ts';
import { weekOf, type Candidate, type Day } from '#lib/today/engine.ts';

import { everybody, standingOf, touchedSince } from './people.ts';

/** What Today is made of. */
export interface Gathered {
	readonly candidates: readonly Candidate[];
	readonly day: Day;
	/** Whether there is nobody yet, and nothing. */
	readonly isNew: boolean;
}

/** Gathers what there is at a moment, where the reader is. */
export async function gather(
	db: Reader,
	{ now, zone, locale }: { readonly now: Date; readonly zone: string; readonly locale: string }
): Promise<Gathered> {
	const today = wallDate(now, zone);
	const [
		setting,
		people,
		circleRows,
		prompts,
		reminders,
		promises,
		exchanges,
		questions,
		interactions,
		roles,
		needs,
		offers,
		decided,
		letters,
		notes
	] = await Promise.all([
		db.get('setting', settingId),
		everybody(db, today),
		db.list('circle'),
		db.list('prompt'),
		db.list('reminder'),
		db.list('promise'),
		db.list('exchange'),
		db.list('question'),
		// Of the thousands there are, few are planned.
		db.list('interaction', 'planned'),
		db.list('role'),
		db.list('need'),
		db.list('offer'),
		db.list('match'),
		db.list('letter'),
		db.recentNotes(1)
	]);
	const names = new Map(people.map(({ id, fullName }) => [id, fullName]));
	const circles = new Map(circleRows.map(({ id, fields }) => [id, fields]));
	const known = new Map(people.map((somebody) => [somebody.id, somebody]));
	const answered = new Map(prompts.map(({ fields }) => [fields.contact, fields.until]));
	const { touchesPerWeek } = setting?.fields ?? {};
	return {
		candidates: [
			...dueReminders(reminders, { now, zone, defaults: setting?.fields }),
			...duePromises(promises, { today, locale }),
			...matchCards({ needs, offers, decided }, names, today),
			...ledgerCards(exchanges, people, today),
			...ripeQuestions(questions, today),
			...nearDates(people, today),
			...nearMeetings(interactions, wallTime(now, zone)),
			...reforms(roles, today),
			...ripeLetters(letters, { today, zone }),
			...timeToTouch(people, circles, today)
		],
		day: {
			today,
			standing: (id) => {
				const somebody = known.get(id);
				return somebody && standingOf(somebody, circles.get(somebody.fields.circle ?? ''));
			},
			putOff: (id) => answered.get(id),
			touchesLeft:
				touchesPerWeek === undefined
					? undefined
					: Math.max(0, touchesPerWeek - touchedSince(people, weekOf(today)))
		},
		isNew: people.length === 0 && notes.length === 0
	};
}
