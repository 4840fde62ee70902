/** Whom a quarterly review goes through, and what is needed to decide about one of them. */
import type { WallDate } from '#lib/calendar/wall.ts';
import { agoWords, capital } from '#lib/calendar/words.ts';
import { keepInTouch } from '#lib/circle/cadence.ts';
import { inOrder } from '#lib/circle/circles.ts';
import { stageWords } from '#lib/contact/words.ts';
import { reforms, workOf, type Reform } from '#lib/contact/roles.ts';
import type { Reader } from '#lib/db/live.svelte.ts';
import { bandOf } from '#lib/exchange/balance.ts';
import { isTimeToAsk } from '#lib/exchange/candidates.ts';
import { bandWords } from '#lib/exchange/words.ts';
import { goalsOf, sharedWith } from '#lib/goal/goals.ts';
import { m } from '#lib/paraglide/messages.js';
import { isMadeGood, reckon } from '#lib/promise/ledger.ts';
import { isOpen } from '#lib/promise/standing.ts';
import { dueLine } from '#lib/promise/words.ts';
import type { Dealt } from '#lib/review/deck.ts';
import type { About } from '#lib/review/person.ts';

import { everybody, standingOf } from './people.ts';

/** Who reads: the day it is for them, and their locale. */
export interface Day {
	readonly today: WallDate;
	readonly locale: string;
}

/** Somebody to be gone through. */
export interface Person extends Dealt {
	readonly name: string;
}

/** A role that changed since the last quarterly review is looked at in this one. */
const NEWS_DAYS = 120;

/** Everybody, and the circles in their order. */
export async function gatherQuarter(db: Reader, today: WallDate) {
	const [people, circleRows, roles, reviews] = await Promise.all([
		everybody(db, today),
		db.list('circle'),
		db.list('role'),
		db.list('review')
	]);
	const circles = inOrder(circleRows).map(({ id, fields }) => ({
		id,
		name: fields.name ?? m.circle_one(),
		fields
	}));
	const byId = new Map(circles.map((circle, pos) => [circle.id, { ...circle, pos }]));
	const changed = new Map(
		reforms(roles, today, NEWS_DAYS).map((reform) => [reform.contactId, reform])
	);
	return {
		reviews,
		circles,
		changed,
		names: new Map(people.map(({ id, fullName }) => [id, fullName])),
		people: people.map((somebody): Person => {
			const { id, fullName, fields, touched, createdAt } = somebody;
			const circle = byId.get(fields.circle ?? '');
			const { pace } = keepInTouch(fields, circle?.fields, touched, { createdAt, today });
			const { ended, closing, pausedUntil } = standingOf(somebody, circle?.fields);
			const isPaused = (pausedUntil ?? '') > today;
			return {
				id,
				name: fullName,
				circle: circle?.pos,
				changed: changed.has(id),
				late: pace === 'latest',
				since: touched.last,
				standing: ended ? 'ended' : closing ? 'closing' : isPaused ? 'paused' : 'here'
			};
		})
	};
}

/** What is needed to decide about one person. */
export async function gatherPerson(
	db: Reader,
	{ id, since }: Person,
	changed: ReadonlyMap<string, Reform>,
	{ today, locale }: Day
) {
	const [contact, promises, exchanges, needs, goals] = await Promise.all([
		db.get('contact', id),
		db.about('promise', id),
		db.about('exchange', id),
		db.about('need', id),
		db.about('goal', id)
	]);
	if (contact === undefined) return undefined;
	const { fields } = contact;
	const circle = fields.circle && (await db.get('circle', fields.circle))?.fields.name;
	const band = fields.communal ? undefined : bandOf(exchanges, today);
	const owed = promises
		.filter((row) => isOpen(row.fields))
		.map(({ fields: own }) => `${own.text ?? ''} · ${dueLine(own, { today, locale })}`);
	const missed = reckon(promises, today).missed.filter(({ row }) => !isMadeGood(row));
	const wanted = needs.filter((need) => (need.fields.state ?? 'open') === 'open');
	const shared = goalsOf(sharedWith(goals, id)).open;
	const ago = since && capital(agoWords(since, today, locale), locale);
	const lines = [
		{ label: m.review_last_touch(), texts: [ago ?? m.review_never()] },
		{ label: m.review_between(), texts: owed },
		{ label: m.review_missed(), texts: missed.map(({ row }) => row.fields.text ?? '') },
		{ label: m.review_needs(), texts: wanted.map((need) => need.fields.text ?? '') },
		{ label: m.review_shared_goals(), texts: shared.map((goal) => goal.fields.text ?? '') }
	];
	const about: About = {
		id,
		name: fields.fullName,
		photo: fields.photo,
		role: workOf(fields),
		circleId: fields.circle,
		chips: [
			circle ?? '',
			fields.stage ? stageWords(fields.stage) : '',
			band ? m.review_band({ words: bandWords(band) }) : ''
		].filter((chip) => chip !== ''),
		reform: changed.get(id)?.role,
		lines: lines
			.map(({ label, texts }) => ({ label, texts: firstFew(texts) }))
			.filter(({ texts }) => texts.length > 0)
	};
	return { contact, about, isTimeToAsk: isTimeToAsk(fields, exchanges, today) };
}

/** As many as one reads at a glance, none of them twice. */
function firstFew(texts: readonly string[]): readonly string[] {
	return [...new Set(texts)].filter((text) => text !== '').slice(0, 3);
}
