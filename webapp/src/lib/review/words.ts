/** What is said in a review. */
import type { Review } from '#lib/api/collections.gen.ts';
import { m } from '#lib/paraglide/messages.js';

import { decidedAs, kindOf, stepsOf, type ReviewKind, type Step } from './reviews.ts';

/** The heading of a step. */
export function headingOf(kind: ReviewKind, step: Step): string {
	switch (step) {
		case 'happened':
			return m.review_happened();
		case 'promises':
			return m.review_promises();
		case 'quiet':
			return m.review_quiet();
		case 'loose':
			return m.review_loose();
		case 'learned':
			return m.review_learned();
		case 'next':
			return m.review_next();
		case 'people':
			return m.review_people();
		case 'new':
			return m.review_new();
		case 'risk':
			return m.review_risk();
		case 'goals':
			return m.review_goals();
		case 'end':
			return kind === 'week' ? m.review_end_week() : m.review_end_quarter();
	}
}

/** What a step is for, in one sentence; the last one needs none. */
export function introOf(step: Step): string | undefined {
	switch (step) {
		case 'happened':
			return m.review_happened_text();
		case 'promises':
			return m.review_promises_text();
		case 'quiet':
			return m.review_quiet_text();
		case 'loose':
			return m.review_loose_text();
		case 'learned':
			return m.review_learned_text();
		case 'next':
			return undefined;
		case 'people':
			return undefined;
		case 'new':
			return m.review_new_text();
		case 'risk':
			return m.review_risk_text();
		case 'goals':
			return m.review_goals_text();
		case 'end':
			return undefined;
	}
}

/** How far it has come: "Step 2 of 6". The end is no step. */
export function progressOf(kind: ReviewKind, step: Step): string {
	const own = stepsOf(kind);
	const at = own.indexOf(step) + 1;
	const name = nameOf(kind);
	return step === 'end' ? name : m.review_step({ name, at, of: own.length - 1 });
}

/** What a kind of review is called. */
export function nameOf(kind: ReviewKind): string {
	return kind === 'week' ? m.review_week() : m.review_quarter();
}

/** What came of a review, each a line. Who is not known any more is not named. */
export function summaryOf(
	review: Review,
	names: ReadonlyMap<string, string>,
	locale: string
): readonly string[] {
	const list = new Intl.ListFormat(locale);
	const known = (ids: readonly string[]) => list.format(ids.flatMap((id) => names.get(id) ?? []));
	const as = (
		what: Parameters<typeof decidedAs>[1],
		say: (inputs: { names: string }) => string
	) => {
		const people = known(decidedAs(review, what));
		return people === '' ? undefined : say({ names: people });
	};
	return [
		kindOf(review) === 'quarter' ? as('keep', m.review_sum_keep) : undefined,
		as('change-circle', m.review_sum_circle),
		as('new-aim', m.review_sum_aim),
		as('wind-down', m.review_sum_wind_down),
		as('new', m.review_sum_new),
		as('next', m.review_sum_next),
		review.risk ? m.review_sum_risk({ text: review.risk }) : undefined,
		review.learned ? m.review_sum_learned({ text: review.learned }) : undefined,
		review.willChange ? m.review_sum_change({ text: review.willChange }) : undefined
	].filter((line) => line !== undefined);
}
