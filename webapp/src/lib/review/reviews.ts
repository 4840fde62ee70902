/** The weekly and the quarterly review: their steps, what was decided, and which one is going on. */
import type { Review } from '#lib/api/collections.gen.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** A review as it is kept. */
export type ReviewRow = Row<'review'>;

export type ReviewKind = 'week' | 'quarter';

/** The steps, in their order. The last one only says that it is done. */
export const steps = {
	week: ['happened', 'promises', 'quiet', 'loose', 'learned', 'next', 'end'],
	quarter: ['people', 'new', 'risk', 'goals', 'end']
} as const satisfies Record<ReviewKind, readonly string[]>;

/** One thought of a review. */
export type Step = (typeof steps)[ReviewKind][number];

/** The steps of a kind of review. */
export function stepsOf(kind: ReviewKind): readonly Step[] {
	return steps[kind];
}

/** The kind of a review; what does not say so is of a week. */
export function kindOf({ kind }: Review): ReviewKind {
	return kind ?? 'week';
}

/** Where the user is; at the beginning if that is not known. */
export function stepOf(review: Review): Step {
	const own = stepsOf(kindOf(review));
	return own.find((step) => step === review.step) ?? own[0] ?? 'end';
}

/** The step that is `by` away, within the review. */
export function stepBy(kind: ReviewKind, step: Step, by: 1 | -1): Step {
	const own = stepsOf(kind);
	const at = Math.max(0, own.indexOf(step)) + by;
	return own[Math.min(Math.max(at, 0), own.length - 1)] ?? step;
}

/** A review that was left so many days ago is begun anew: too much has happened since. */
const STALE = { week: 6, quarter: 45 } as const;

/** The review that was begun and can be gone on with; the newest, if two devices began one each. */
export function goingOn(
	rows: readonly ReviewRow[],
	kind: ReviewKind,
	today: WallDate
): ReviewRow | undefined {
	return rows
		.filter(({ fields }) => kindOf(fields) === kind && fields.doneOn === undefined)
		.filter(({ fields: { on = '' } }) => on >= addDays(today, -STALE[kind]))
		.sort((a, b) => (a.id < b.id ? 1 : -1))
		.at(0);
}

/** The reviews that were done, the latest first. */
export function doneOf(rows: readonly ReviewRow[]): readonly ReviewRow[] {
	return rows
		.filter(({ fields }) => fields.doneOn !== undefined)
		.sort((a, b) => compare(b.fields.doneOn ?? '', a.fields.doneOn ?? '') || compare(b.id, a.id));
}

/** The review that its page shows: the one that is going on, or the one that was done today. */
export function shownOf(
	rows: readonly ReviewRow[],
	kind: ReviewKind,
	today: WallDate
): ReviewRow | undefined {
	const isOfToday = ({ fields }: ReviewRow) => kindOf(fields) === kind && fields.doneOn === today;
	return goingOn(rows, kind, today) ?? doneOf(rows).find(isOfToday);
}

/** What can be decided about somebody, or about a goal (`still`) and a risk (`dare`). */
export const decisions = [
	'keep',
	'change-circle',
	'new-aim',
	'wind-down',
	'later',
	'new',
	'next',
	'still',
	'dare'
] as const;

/** A decision, and the record that came of it: a circle, a goal, or as `reminder/<id>` what was planned. */
export interface Decision {
	readonly what: (typeof decisions)[number];
	readonly ref?: string | undefined;
}

/** What was decided, by whom it is about. What this version does not know was decided by a newer one. */
export function decisionsOf({ decisions: kept = {} }: Review): ReadonlyMap<string, Decision> {
	return new Map(
		Object.entries(kept).flatMap(([id, text]) => {
			const [word, ref] = text.split(' ');
			const what = decisions.find((known) => known === word);
			return what === undefined ? [] : [[id, { what, ref }] as const];
		})
	);
}

/** A decision as it is kept. */
export function written({ what, ref }: Decision): string {
	return ref === undefined ? what : `${what} ${ref}`;
}

/** Of whom one thing was decided. */
export function decidedAs(review: Review, what: Decision['what']): readonly string[] {
	return [...decisionsOf(review)].flatMap(([id, decision]) => (decision.what === what ? id : []));
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
