/** What a weekly review looks at: what happened, what hangs in the air, what was to be changed. */
import type { NotePatch } from '#lib/api/collections.gen.ts';
import { addDays, weekday, type WallDate } from '#lib/calendar/wall.ts';
import type { Change, Row } from '#lib/db/types.ts';
import { withoutMarks } from '#lib/interaction/prose.ts';

import type { ReviewRow } from './reviews.ts';

/** One contact of the week. */
export interface Happened {
	readonly id: string;
	readonly row: Row<'interaction'> | Row<'note'>;
	readonly on: WallDate;
	readonly contactIds: readonly string[];
	readonly text: string;
}

/** A week, today included. */
const WEEK = 7;

/**
 * The touches of the last seven days, the latest first. What is planned has not happened; what is
 * confidential happened, and its words stay where they are.
 */
export function happened(
	interactions: readonly Row<'interaction'>[],
	notes: readonly Row<'note'>[],
	today: WallDate
): readonly Happened[] {
	const rows = [
		...interactions.filter(({ fields }) => fields.planned !== true),
		...notes.filter(({ fields }) => !isCapturedWithTouch(fields.captured))
	];
	return rows
		.flatMap((row): Happened[] => {
			const on = (row.fields.at ?? '').slice(0, 10);
			const contactIds = namedIn(row.fields.contacts);
			if (on > today || on <= addDays(today, -WEEK) || contactIds.length === 0) return [];
			const text = isConfidential(row) ? '' : withoutMarks(row.fields.body ?? '');
			return [{ id: row.id, row, on, contactIds, text }];
		})
		.sort((a, b) => compare(b.on, a.on) || compare(b.id, a.id));
}

/** A note that was captured together with an interaction tells of the same touch. */
function isCapturedWithTouch(captured: Row<'note'>['fields']['captured'] = {}): boolean {
	return Object.entries(captured).some(([name, is]) => is && name.startsWith('interaction.'));
}

function isConfidential({ fields }: Pick<Row, 'fields'>): boolean {
	return 'confidential' in fields && fields.confidential;
}

/** Something that was captured and hangs in the air. */
export interface Loose {
	readonly collection: 'note' | 'promise' | 'question' | 'fact' | 'idea' | 'feedback';
	readonly id: string;
	readonly text: string;
	readonly lacks: 'person' | 'day';
}

/** What may hang in the air. */
export type MaybeLoose = Row<Loose['collection']>;

/** So many days back it is looked for; what is older was left so on purpose. */
const LOOSE_DAYS = 14;

/** What was captured lately and has nobody whom it is about, or, of promises, no day. */
export function looseOf(rows: readonly MaybeLoose[], today: WallDate): readonly Loose[] {
	const from = Date.parse(addDays(today, -LOOSE_DAYS));
	return rows
		.filter((row) => row.createdAt >= from && !isConfidential(row))
		.sort((a, b) => (a.id < b.id ? 1 : -1))
		.flatMap((row): Loose[] => {
			const lacks = lackOf(row);
			const text = textOf(row);
			if (lacks === undefined || text === '') return [];
			return [{ collection: row.collection, id: row.id, text, lacks }];
		});
}

function lackOf({ collection, fields }: MaybeLoose): Loose['lacks'] | undefined {
	if (collection === 'note')
		return 'contacts' in fields && namedIn(fields.contacts).length > 0 ? undefined : 'person';
	if (!('contact' in fields)) return 'person';
	if (collection !== 'promise') return undefined;
	const isSettled = 'delivery' in fields || 'deliveredOn' in fields;
	return 'due' in fields || isSettled ? undefined : 'day';
}

function textOf({ fields }: MaybeLoose): string {
	const text = 'body' in fields ? fields.body : 'text' in fields ? fields.text : '';
	return text.trim();
}

/** What says whom it is about, or takes that back. */
export function withPerson({ collection, id }: Loose, contact: string, isAbout: boolean): Change {
	if (collection !== 'note')
		return { op: 'put', collection, id, patch: { contact: isAbout ? contact : null } };
	const patch: NotePatch = { [`contacts/${contact}`]: isAbout ? true : null };
	return { op: 'put', collection, id, patch };
}

/** What gives a promise its day. */
export function withDay({ id }: Loose, due: WallDate | null): Change {
	return { op: 'put', collection: 'promise', id, patch: { due, originalDue: due } };
}

/** Something that the user learned or wants to do better, in their own words. */
export interface Line {
	readonly id: string;
	readonly text: string;
	readonly contactIds: readonly string[];
}

/** What the user said that they learned in the last seven days. */
export function learnedOf(interactions: readonly Row<'interaction'>[], today: WallDate) {
	return interactions
		.filter(({ fields: { at = '' } }) => isWithin(at.slice(0, 10), WEEK, today))
		.flatMap(({ id, fields: { learned = '', serveBetter = '', contacts } }): Line[] =>
			[learned, serveBetter]
				.filter((text) => text.trim() !== '')
				.map((text, i) => ({ id: `${id}/${String(i)}`, text, contactIds: namedIn(contacts) }))
		);
}

/** Something that the user said they would change. */
export interface ToChange extends Line {
	readonly row: Row<'interaction'> | Row<'feedback'> | ReviewRow;
	readonly isDone: boolean;
}

/** What was to be changed is asked after for so many days. */
const CHANGE_DAYS = 28;

/** What the user said they would change, newest first: open ones of four weeks, and those done this week. */
export function changesOf(
	rows: readonly (Row<'interaction'> | Row<'feedback'> | ReviewRow)[],
	today: WallDate
): readonly ToChange[] {
	return rows
		.flatMap((row) => {
			const { willChange = '' } = row.fields;
			const { on, doneOn, contactIds } = placeOf(row);
			const isDone = doneOn !== undefined;
			const isShown = isDone ? isWithin(doneOn, WEEK, today) : isWithin(on, CHANGE_DAYS, today);
			if (willChange.trim() === '' || !isShown) return [];
			return [{ id: row.id, row, text: willChange, contactIds, isDone, on }];
		})
		.sort((a, b) => compare(b.on, a.on) || compare(b.id, a.id));
}

function placeOf(row: ToChange['row']) {
	switch (row.collection) {
		case 'interaction': {
			const { at = '', changedOn, contacts } = row.fields;
			return { on: at.slice(0, 10), doneOn: changedOn, contactIds: namedIn(contacts) };
		}
		case 'review': {
			const { on = '', changedOn } = row.fields;
			return { on, doneOn: changedOn, contactIds: [] };
		}
		case 'feedback': {
			const { on = '', outcome, outcomeOn, contact } = row.fields;
			const contactIds = contact === undefined ? [] : [contact];
			return { on, doneOn: outcome === undefined ? undefined : (outcomeOn ?? on), contactIds };
		}
	}
}

/** What says that the user did, or did not do, what they wanted to change. */
export function changed({ row, id }: ToChange, on: WallDate | null, outcome: string): Change {
	switch (row.collection) {
		case 'feedback': {
			const patch = { outcome: on === null ? null : outcome, outcomeOn: on };
			return { op: 'put', collection: 'feedback', id, patch };
		}
		case 'interaction':
		case 'review':
			return { op: 'put', collection: row.collection, id, patch: { changedOn: on } };
	}
}

/** The days on which next week's people are thought of, Monday to Friday in turn. */
export function dayFor(nth: number, today: WallDate): WallDate {
	const monday = addDays(today, 7 - ((weekday(today) + 6) % 7));
	return addDays(monday, nth % 5);
}

function isWithin(day: WallDate, days: number, today: WallDate): boolean {
	return day <= today && day > addDays(today, -days);
}

/** The people that a map names. */
export function namedIn(contacts: Readonly<Record<string, unknown>> = {}): readonly string[] {
	return Object.keys(contacts)
		.filter((id) => Boolean(contacts[id]))
		.sort();
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
