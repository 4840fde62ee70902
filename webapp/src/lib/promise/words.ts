/** What is said of a promise. */
import type { Promise as PromiseFields } from '#lib/api/collections.gen.ts';
import { daysBetween, type WallDate } from '#lib/calendar/wall.ts';
import { capital, dayWords, shortDate, spanWords } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import type { GiveKind } from './actions.ts';
import type { Problems } from './form.ts';
import type { Load } from './guard.ts';
import { nudgeState } from './nudge.ts';
import { dueDay, firstDue, isMine, movedInTime, type Miss } from './standing.ts';

/** Who reads: the day it is for them, and their locale. */
export interface Reader {
	readonly today: WallDate;
	readonly locale: string;
}

/** When it is due, as short as a chip: "today", "Tue", "3 Dec", "4 days late". */
export function dueChip(fields: PromiseFields, { today, locale }: Reader): string | undefined {
	const due = dueDay(fields);
	if (due === undefined) return undefined;
	if (due < today) return m.promise_late_by({ span: spanWords(daysBetween(due, today), locale) });
	return dayWords(due, today, locale);
}

/** In which colour the chip speaks: clay for what the user owes by today, sun for what others do. */
export function dueTone(fields: PromiseFields, today: WallDate): 'clay' | 'sun' | 'quiet' {
	const due = dueDay(fields);
	if (due === undefined || due > today) return 'quiet';
	if (isMine(fields)) return 'clay';
	return due < today ? 'sun' : 'quiet';
}

/** Whom it is for or from, what counts as done, what moved: the quiet line under a promise. */
export function aboutLine(fields: PromiseFields, name: string | undefined, reader: Reader): string {
	const first = firstDue(fields);
	const moved = fields.originalDue !== undefined && first !== undefined && first !== dueDay(fields);
	const parts = [
		name === undefined
			? undefined
			: isMine(fields)
				? m.promise_for({ name })
				: m.promise_from({ name }),
		fields.inFull && m.promise_in_full_short({ text: fields.inFull }),
		moved
			? m.promise_first_said({ day: shortDate(first, reader.today, reader.locale) })
			: undefined,
		nudgeLine(fields, reader)
	];
	return parts.filter(Boolean).join(' · ');
}

/** Where the kind words about their promise stand; nothing for what is in time. */
export function nudgeLine(fields: PromiseFields, { today, locale }: Reader): string | undefined {
	const state = nudgeState(fields, today);
	switch (state.kind) {
		case 'none':
			return undefined;
		case 'ready':
			return state.nth === 1 ? m.promise_nudge_ready() : m.promise_nudge_second_ready();
		case 'waiting':
			return m.promise_nudge_waiting({ day: dayWords(state.until, today, locale) });
		case 'spent':
			return m.promise_nudge_spent();
	}
}

/** What went wrong, as the beginning of a sentence: "4 days late, in full". */
export function missWords(fields: PromiseFields, miss: Miss, { today, locale }: Reader): string {
	const parts = [missHow(miss, locale)];
	const due = dueDay(fields);
	if (fields.originalDue !== undefined && due !== undefined && due !== firstDue(fields)) {
		const day = shortDate(due, today, locale);
		parts.push(
			movedInTime(fields) ? m.promise_moved_in_time({ day }) : m.promise_moved_late({ day })
		);
	}
	if (fields.madeGoodOn !== undefined) {
		parts.push(m.promise_made_good({ day: shortDate(fields.madeGoodOn, today, locale) }));
	}
	return parts.join(' · ');
}

function missHow(miss: Miss, locale: string): string {
	switch (miss.how) {
		case 'late':
			return m.promise_miss_late({ span: spanWords(miss.days, locale) });
		case 'partly':
			return m.promise_miss_partly();
		case 'not':
			return m.promise_miss_not();
		case 'open':
			return m.promise_miss_open({ span: spanWords(miss.days, locale) });
	}
}

/** What became of a settled promise: "In full, 12 June". */
export function settledWords(fields: PromiseFields, { today, locale }: Reader): string {
	const day = fields.deliveredOn ? dayWords(fields.deliveredOn, today, locale) : '';
	const words = deliveryWords(fields.delivery ?? 'full');
	return day === '' ? words : m.promise_settled_on({ what: words, day });
}

/** How a promise ended, in a word or two. */
export function deliveryWords(delivery: NonNullable<PromiseFields['delivery']>): string {
	switch (delivery) {
		case 'full':
			return m.promise_delivery_full();
		case 'partly':
			return m.promise_delivery_partly();
		case 'not':
			return m.promise_delivery_not();
		case 'released':
			return m.promise_delivery_released();
		case 'handed-over':
			return m.promise_delivery_handed_over();
	}
}

/** The quiet line when much is promised already. */
export function loadWords({ span, count }: Load): string {
	return span === 'day' ? m.promise_load_day({ count }) : m.promise_load_week({ count });
}

/** A kind word about their promise, to change, copy or share. */
export function nudgeDraft(
	fields: PromiseFields,
	nth: 1 | 2,
	name: string,
	{ today, locale }: Reader
): string {
	const what = fields.text ?? '';
	const due = dueDay(fields);
	const day = due === undefined ? '' : shortDate(due, today, locale);
	return nth === 1
		? m.promise_nudge_text({ name, what, day })
		: m.promise_nudge_text_second({ name, what });
}

/** When it is due, as a sentence begins. */
export function dueLine(fields: PromiseFields, reader: Reader): string {
	const chip = dueChip(fields, reader);
	return chip === undefined ? m.promise_no_day() : capital(chip, reader.locale);
}

/** The kinds of thing that a kept promise may have been, for a list to choose from. */
export function giveKinds(): readonly { readonly value: GiveKind | ''; readonly label: string }[] {
	return [
		{ value: '', label: m.promise_gave_none() },
		{ value: 'expertise', label: m.exchange_kind_expertise() },
		{ value: 'insight', label: m.exchange_kind_insight() },
		{ value: 'opportunity', label: m.exchange_kind_opportunity() },
		{ value: 'idea', label: m.exchange_kind_idea() },
		{ value: 'priority', label: m.exchange_kind_priority() },
		{ value: 'introduction', label: m.exchange_kind_introduction() },
		{ value: 'time', label: m.exchange_kind_time() },
		{ value: 'other', label: m.exchange_kind_other() }
	];
}

/** What is wrong with a field, in plain words. */
export function problemWords(problem: Problems[keyof Problems]): string | undefined {
	switch (problem) {
		case undefined:
			return undefined;
		case 'required':
			return m.promise_problem_required();
		case 'too-long':
			return m.promise_problem_too_long();
		case 'not-a-date':
			return m.promise_problem_not_a_date();
	}
}
