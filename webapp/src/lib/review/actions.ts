/** What can be done in a review. Every step is kept at once; decisions can be taken back. */
import type { InteractionPatch, ReviewPatch } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change, Database } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { attempt, undoable, type Sayer } from '#lib/undo/undo.ts';

import {
	decisionsOf,
	kindOf,
	stepBy,
	stepOf,
	stepsOf,
	written,
	type Decision,
	type ReviewKind,
	type ReviewRow
} from './reviews.ts';

/** Where it is done. */
export interface Desk {
	readonly db: Pick<Database, 'newId' | 'putAll'>;
	readonly toasts: Sayer;
}

/** Begins a review. */
export function begin({ db, toasts }: Desk, kind: ReviewKind, on: WallDate): Promise<boolean> {
	const patch = { kind, on, step: stepsOf(kind)[0] ?? null };
	return attempt(toasts, () => db.putAll([review(db.newId(), patch)]));
}

/** Goes one step on, or back; at the end the review is done. */
export function go(
	{ db, toasts }: Desk,
	{ id, fields }: ReviewRow,
	by: 1 | -1,
	today: WallDate
): Promise<boolean> {
	const step = stepBy(kindOf(fields), stepOf(fields), by);
	const patch = { step, ...(step === 'end' && { doneOn: today }) };
	return attempt(toasts, () => db.putAll([review(id, patch)]));
}

/** Keeps words of the review itself, as they are typed. */
export function write(
	{ db, toasts }: Desk,
	{ id }: ReviewRow,
	patch: Pick<ReviewPatch, 'learned' | 'willChange'>
): Promise<boolean> {
	return attempt(toasts, () => db.putAll([review(id, patch)]));
}

/** A decision, and all that it changes. */
export interface Deciding {
	/** Whom or what it is about. */
	readonly id: string;
	/** `undefined` takes an earlier decision away. */
	readonly decision: Decision | undefined;
	/** What is said once it is done. */
	readonly text: string;
	readonly changes?: readonly Change[];
	/** What takes the changes back. */
	readonly back?: readonly Change[];
	/** Besides the decision, what the review says of itself. */
	readonly words?: Pick<ReviewPatch, 'newPeople' | 'risk'>;
}

/** Decides: the decision and what it changes are kept together, and taken back together. */
export function decide(desk: Desk, row: ReviewRow, deciding: Deciding): Promise<boolean> {
	const { id, decision, text, changes = [], back = [], words = {} } = deciding;
	const before = decisionsOf(row.fields).get(id);
	const { newPeople = null, risk = null } = row.fields;
	const was = {
		...('newPeople' in words && { newPeople }),
		...('risk' in words && { risk })
	};
	return undoable(desk.toasts, {
		text,
		run: () =>
			desk.db.putAll([...changes, review(row.id, { ...decisionPatch(id, decision), ...words })]),
		undo: () => desk.db.putAll([...back, review(row.id, { ...decisionPatch(id, before), ...was })])
	});
}

/** What is planned for next week: to write or call, or to meet. */
export interface Plan {
	readonly contactId: string;
	readonly name: string;
	readonly how: 'reminder' | 'interaction';
	readonly on: WallDate;
	readonly zone: string;
}

/** Plans somebody for next week. */
export function plan(desk: Desk, row: ReviewRow, { contactId, name, how, on, zone }: Plan) {
	const id = desk.db.newId();
	const named: InteractionPatch = { [`contacts/${contactId}`]: true as const };
	const change: Change =
		how === 'reminder'
			? {
					op: 'put',
					collection: 'reminder',
					id,
					patch: {
						title: m.review_reminder_title({ name }),
						at: on,
						zone,
						contact: contactId,
						notify: true
					}
				}
			: {
					op: 'put',
					collection: 'interaction',
					id,
					patch: { at: on, kind: 'met', planned: true, ...named }
				};
	return decide(desk, row, {
		id: contactId,
		decision: { what: 'next', ref: `${how}/${id}` },
		text: m.review_planned({ name }),
		changes: [change],
		back: [{ op: 'delete', collection: how, id }]
	});
}

/** Takes what was planned for somebody away again. */
export function unplan(desk: Desk, row: ReviewRow, contactId: string, name: string) {
	const planned = plannedOf(decisionsOf(row.fields).get(contactId));
	const change = (op: 'delete' | 'restore'): Change[] =>
		planned === undefined ? [] : [{ op, ...planned }];
	return decide(desk, row, {
		id: contactId,
		decision: undefined,
		text: m.review_unplanned({ name }),
		changes: change('delete'),
		back: change('restore')
	});
}

/** The record that a plan made. */
export function plannedOf(decision: Decision | undefined) {
	const [collection, id] = decision?.what === 'next' ? (decision.ref ?? '').split('/') : [];
	if (id === undefined || (collection !== 'reminder' && collection !== 'interaction'))
		return undefined;
	return { collection, id } as const;
}

function review(id: string, patch: ReviewPatch): Change {
	return { op: 'put', collection: 'review', id, patch };
}

function decisionPatch(id: string, decision: Decision | undefined): ReviewPatch {
	return { [`decisions/${id}`]: decision === undefined ? null : written(decision) };
}
