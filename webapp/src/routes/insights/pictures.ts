/**
 * The pictures of the insights, from the rules of the features that know: how a promise is judged, when a
 * contact is due, what came up again. Nothing here counts by rules of its own.
 */
import { settingId } from '#lib/api/collections.gen.ts';
import { shortDate } from '#lib/calendar/words.ts';
import { keepInTouch, type Pace } from '#lib/circle/cadence.ts';
import { inOrder } from '#lib/circle/circles.ts';
import type { Reader as Records } from '#lib/db/live.svelte.ts';
import { touchOf } from '#lib/db/touch.ts';
import { gapOf, valueKinds, valueMix } from '#lib/exchange/balance.ts';
import { countsOf } from '#lib/exchange/counts.ts';
import { kindWords } from '#lib/exchange/words.ts';
import { callbacksOf } from '#lib/fact/callbacks.ts';
import {
	byCircle,
	followedUp,
	introductionsMade,
	lettersPosted,
	needsHeard,
	touchesByWeek,
	type Fate,
	type Place,
	type Placed,
	type TouchedOn
} from '#lib/insight/figures.ts';
import { bothPicture, introductionsPicture, mixPicture } from '#lib/insight/given-pictures.ts';
import { callbacksPicture, needsPicture, questionsPicture } from '#lib/insight/heard-pictures.ts';
import { weekCounts, weeksTo, yearStart } from '#lib/insight/period.ts';
import type { Item, Picture, Reader } from '#lib/insight/picture.ts';
import { promisesPicture } from '#lib/insight/promise-pictures.ts';
import { hoursPicture, lettersPicture, type YearFigure } from '#lib/insight/together-pictures.ts';
import { circlesPicture, weeksPicture } from '#lib/insight/touch-pictures.ts';
import { dayOf, together } from '#lib/meeting/together.ts';
import { stepOf, isStale } from '#lib/need/needs.ts';
import { stepWords } from '#lib/need/words.ts';
import { m } from '#lib/paraglide/messages.js';
import { titleOf } from '#lib/promise/actions.ts';
import { isMadeGood, judge, reckon, type Judged, type PromiseRow } from '#lib/promise/ledger.ts';
import { isMine } from '#lib/promise/standing.ts';
import { missWords } from '#lib/promise/words.ts';
import { isAsked, queueOf } from '#lib/question/queue.ts';
import { weekOf } from '#lib/today/engine.ts';

import { everybody, type Somebody } from '../people.ts';

/** Some pictures that belong together, and what they add to the sentence of the year. */
export interface Section {
	readonly pictures: readonly Picture[];
	readonly year: Partial<YearFigure>;
}

/** Who is in touch, circle by circle; and week by week, as far back as somebody likes to look. */
export async function inTouch(
	db: Pick<Records, 'contacts' | 'list' | 'about' | 'get' | 'since' | 'touches'>,
	reader: Reader
): Promise<{
	readonly circles: Picture;
	readonly weeks: Record<keyof typeof weekCounts, Picture>;
}> {
	const { today } = reader;
	const monday = weekOf(today);
	const [from = today] = weeksTo(monday, weekCounts.year);
	const [people, rows, setting, notes, interactions] = await Promise.all([
		everybody(db, today),
		db.list('circle'),
		db.get('setting', settingId),
		db.since('note', from),
		db.since('interaction', from)
	]);
	const circles = inOrder(rows).map(({ id, fields: { name = '' } }) => ({ id, name }));
	const fields = new Map(rows.map((row) => [row.id, row.fields]));
	const placed = people.flatMap((somebody) => placedOf(somebody, fields, today) ?? []);
	const touches = [...notes, ...interactions].flatMap((row): TouchedOn[] => {
		const day = touchOf(row)?.at.slice(0, 10);
		if (day === undefined || day > today) return [];
		const named = Object.entries(row.fields.contacts ?? {}).filter(([, isNamed]) => isNamed);
		return [{ day, people: named.map(([id]) => id) }];
	});
	const weeks = (count: number) =>
		weeksPicture(touchesByWeek(touches, monday, count), setting?.fields.touchesPerWeek, reader);
	return {
		circles: circlesPicture(byCircle(circles, placed), placed),
		weeks: { quarter: weeks(weekCounts.quarter), year: weeks(weekCounts.year) }
	};
}

const places: Readonly<Record<Pace, Place | undefined>> = {
	none: undefined,
	ended: undefined,
	paused: 'resting',
	snoozed: 'resting',
	waiting: 'resting',
	touched: 'within',
	'in-touch': 'within',
	prompted: 'ideal',
	ideal: 'ideal',
	latest: 'latest'
};

function placedOf(
	{ id, fullName, fields, createdAt, touched }: Somebody,
	circles: ReadonlyMap<string, Parameters<typeof keepInTouch>[1]>,
	today: string
): Placed | undefined {
	const circle = circles.get(fields.circle ?? '');
	const { pace } = keepInTouch(fields, circle, touched, { createdAt, today });
	const place = places[pace];
	return place && { id, name: fullName, circle: circle && fields.circle, place };
}

/** What was promised, both ways. */
export async function promised(
	db: Pick<Records, 'contacts' | 'list'>,
	reader: Reader
): Promise<Section> {
	const [rows, names] = await Promise.all([db.list('promise'), namesOf(db)]);
	const side = (name: 'mine' | 'theirs') => {
		const own = rows.filter(({ fields }) => isMine(fields) === (name === 'mine'));
		const promises = judge(own, reader.today).map(({ row, first, outcome }) => ({
			id: row.id,
			first,
			fate: fateOf(row, outcome)
		}));
		const misses = reckon(own, reader.today).missed.map(({ row, miss }): Item => {
			const about = [names.get(row.fields.contact ?? ''), missWords(row.fields, miss, reader)];
			return {
				id: row.id,
				title: titleOf(row),
				text: about.filter(Boolean).join(' · '),
				href: `/promises/${row.id}`,
				act: name === 'mine' && !isMadeGood(row) ? m.insight_promises_make_good() : undefined
			};
		});
		return { side: name, promises, misses };
	};
	const [mine, theirs] = [side('mine'), side('theirs')];
	return {
		pictures: [promisesPicture(mine, reader), promisesPicture(theirs, reader)],
		year: { kept: mine.promises.filter(({ fate }) => fate === 'kept').length }
	};
}

function fateOf(row: PromiseRow, outcome: Judged['outcome']): Fate {
	if (outcome === 'kept') return 'kept';
	return isMadeGood(row) ? 'made-good' : 'missed';
}

/** What was heard, what came up again, and what was asked after. */
export async function heard(
	db: Pick<Records, 'contacts' | 'list'>,
	{ today, locale }: Reader
): Promise<Section> {
	const [needs, facts, questions, here] = await Promise.all([
		db.list('need'),
		db.list('fact'),
		db.list('question'),
		namesOf(db, isOpenTo)
	]);
	const still = needs
		.filter((need) => isStale(need, today) && here.has(need.fields.contact ?? ''))
		.map(({ id, fields: { contact = '', text = '' } }): Item => {
			const href = `/people/${contact}`;
			return { id, title: text, text: here.get(contact) ?? '', href };
		});
	const waiting = queueOf(questions, today)
		.ripe.filter(({ fields }) => fields.askAfter !== undefined && here.has(fields.contact ?? ''))
		.map(({ id, fields: { contact = '', text = '', askAfter = today } }): Item => {
			const about = [here.get(contact), shortDate(askAfter, today, locale)];
			return { id, title: text, text: about.join(' · '), href: `/people/${contact}#questions` };
		});
	const dated = questions.map((row) => ({ askAfter: row.fields.askAfter, asked: isAsked(row) }));
	const callbacks = callbacksOf(facts, today);
	return {
		pictures: [
			needsPicture(needsHeard(needs, today), still),
			callbacksPicture(callbacks),
			questionsPicture(followedUp(dated, today), waiting)
		],
		year: { callbacks: callbacks.cameUp }
	};
}

/** What was given and received, and who was brought together. */
export async function given(
	db: Pick<Records, 'contacts' | 'list'>,
	{ today, locale }: Reader
): Promise<Section> {
	const [exchanges, needs, introductions, people] = await Promise.all([
		db.list('exchange'),
		db.list('need'),
		db.list('introduction'),
		db.contacts()
	]);
	const uncounted = new Set(people.filter(({ timing }) => timing.communal).map(({ id }) => id));
	const counted = exchanges.filter(({ fields }) => !uncounted.has(fields.contact ?? ''));
	const mix = valueMix(counted, today);
	const gap = gapOf(mix);
	const exchangesOf = Map.groupBy(counted, ({ fields }) => fields.contact);
	const needsOf = Map.groupBy(needs, ({ fields }) => fields.contact ?? fields.askedOf);
	const both = { iAsked: 0, theyAsked: 0, iHelped: 0, theyHelped: 0 };
	for (const contactId of new Set([...exchangesOf.keys(), ...needsOf.keys()])) {
		if (contactId === undefined || uncounted.has(contactId)) continue;
		const own = exchangesOf.get(contactId) ?? [];
		const counts = countsOf(
			{ contactId, exchanges: own, needs: needsOf.get(contactId) ?? [] },
			today
		);
		for (const way of ['iAsked', 'theyAsked', 'iHelped', 'theyHelped'] as const)
			both[way] += counts[way];
	}
	const made = introductionsMade(introductions, today);
	const names = new Map(people.map(({ id, fullName }) => [id, fullName]));
	const next = introductions
		.filter(({ fields }) => stepOf(fields) !== 'done')
		.map(({ id, fields }): Item => {
			const [a, b] = [names.get(fields.a ?? '') ?? '…', names.get(fields.b ?? '') ?? '…'];
			const text = stepWords(stepOf(fields), a, b);
			return { id, title: m.need_introduction({ a, b }), text, href: `/introductions/${id}` };
		});
	return {
		pictures: [
			mixPicture(
				valueKinds.map((kind) => ({ name: kindWords(kind), count: mix[kind] })),
				gap && kindWords(gap),
				locale
			),
			bothPicture(both),
			introductionsPicture(made, next, locale)
		],
		year: { introductions: made.good + made.neutral + made.bad + made.unheard }
	};
}

/** Time outside of work, and letters. */
export async function spent(db: Pick<Records, 'list' | 'since'>, reader: Reader): Promise<Section> {
	const { today } = reader;
	const [rows, letters] = await Promise.all([
		db.since('interaction', yearStart(today)),
		db.list('letter')
	]);
	// Only the day decides what has taken place: the picture need not change with every minute.
	const evening = `${today}T23:59`;
	const { outside, all } = together(rows, evening);
	const byMonth = new Map(
		[...Map.groupBy(rows, (row) => dayOf(row).slice(0, 7))].map(([month, own]) => [
			month,
			together(own, evening).outside
		])
	);
	const posted = lettersPosted(letters, today);
	return {
		pictures: [hoursPicture({ byMonth, outside, all }, reader), lettersPicture(posted, reader)],
		year: { outside, letters: posted.length }
	};
}

/** The names of those who are here, in their order. */
async function namesOf(
	db: Pick<Records, 'contacts'>,
	isMeant: (person: Awaited<ReturnType<Records['contacts']>>[number]) => boolean = () => true
): Promise<ReadonlyMap<string, string>> {
	const people = (await db.contacts()).filter(isMeant);
	return new Map(people.map(({ id, fullName }) => [id, fullName]));
}

function isOpenTo({ timing: { stage } }: { readonly timing: Somebody['fields'] }): boolean {
	return stage !== 'ended' && stage !== 'winding-down';
}
