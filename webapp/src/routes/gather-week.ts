/** Everything that a weekly review looks at, from the features that know. */
import { settingId } from '#lib/api/collections.gen.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import { agoWords } from '#lib/calendar/words.ts';
import { USUAL_PER_WEEK } from '#lib/circle/cadence.ts';
import { timeToTouch } from '#lib/circle/candidates.ts';
import type { Reader } from '#lib/db/live.svelte.ts';
import { m } from '#lib/paraglide/messages.js';
import { isMadeGood, ledger } from '#lib/promise/ledger.ts';
import type { Suggestion } from '#lib/review/plans.ts';
import { kindOf } from '#lib/review/reviews.ts';
import { changesOf, happened, learnedOf, looseOf } from '#lib/review/week.ts';

import { everybody, standingOf } from './people.ts';

/** Notes of a fortnight are among the newest of this many. */
const RECENT = 200;

/** Gathers it for a day. */
export async function gatherWeek(
	db: Reader,
	{ today, locale }: { readonly today: WallDate; readonly locale: string }
) {
	const [setting, people, circleRows, reviews] = await Promise.all([
		db.get('setting', settingId),
		everybody(db, today),
		db.list('circle'),
		db.list('review')
	]);
	const [notes, interactions, promises, questions, facts, ideas, feedback] = await Promise.all([
		db.recentNotes(RECENT),
		db.list('interaction'),
		db.list('promise'),
		db.list('question'),
		db.list('fact'),
		db.list('idea'),
		db.list('feedback')
	]);
	const { due, mine, theirs } = ledger(promises, today);
	const open = (reckoning: typeof mine) => ({
		...reckoning,
		missed: reckoning.missed.filter(({ row }) => !isMadeGood(row))
	});
	const circles = new Map(circleRows.map(({ id, fields }) => [id, fields]));
	const weeks = reviews.filter(({ fields }) => kindOf(fields) === 'week');
	return {
		reviews,
		setting: setting?.fields,
		names: new Map(people.map(({ id, fullName }) => [id, fullName])),
		happened: happened(interactions, notes, today),
		promises: { due, mine: open(mine), theirs: open(theirs) },
		suggestions: suggest(people, circles, { today, locale }),
		loose: looseOf([...notes, ...promises, ...questions, ...facts, ...ideas, ...feedback], today),
		learned: learnedOf(interactions, today),
		// What this review says will be changed is asked after in the next one.
		changes: changesOf(
			[
				...interactions,
				...feedback,
				...weeks.filter(({ fields }) => fields.doneOn !== undefined && fields.doneOn < today)
			],
			today
		),
		records: [...(await db.list('reminder')), ...interactions],
		room: setting?.fields.touchesPerWeek ?? USUAL_PER_WEEK
	};
}

/** Whom one could think of next week: those past their latest first. */
function suggest(
	people: Awaited<ReturnType<typeof everybody>>,
	circles: Parameters<typeof timeToTouch>[1],
	{ today, locale }: { readonly today: WallDate; readonly locale: string }
): readonly Suggestion[] {
	const known = new Map(people.map((somebody) => [somebody.id, somebody]));
	// By the end of next week it may be time for some for whom it is not today.
	const found = [
		...timeToTouch(people, circles, today),
		...timeToTouch(people, circles, addDays(today, 7))
	];
	const seen = new Set<string>();
	return found
		.map((one) => ({ ...one, late: one.kind === 'cadence' && one.pastLatest }))
		.sort((a, b) => Number(b.late) - Number(a.late) || (a.day < b.day ? -1 : Number(a.day > b.day)))
		.flatMap(({ contactId, since, late }): Suggestion[] => {
			const somebody = known.get(contactId);
			if (somebody === undefined || seen.has(contactId)) return [];
			seen.add(contactId);
			const { ended, pausedUntil, snoozedUntil, waitingUntil } = standingOf(
				somebody,
				circles.get(somebody.fields.circle ?? '')
			);
			const isQuiet = [pausedUntil, snoozedUntil, waitingUntil].some(
				(day) => day !== undefined && day > today
			);
			if (ended === true || isQuiet) return [];
			const why =
				since === undefined
					? m.review_never()
					: m.review_last_spoke({ ago: agoWords(since, today, locale) });
			return [{ contactId, why, late }];
		});
}
