/** What was understood, in a few words each: "I promise · Friday", "Their need", "I gave: insight". */
import { partialWords, parsePartial } from '#lib/calendar/partial.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import { capital, clockWords, dayWords, shortDate } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import type { Give } from './gives.ts';
import type { Mark } from './marks.ts';
import type { Touch } from './touch.ts';
import { followUpKey, touchKey } from './keys.ts';
import type { Found, Understood } from './understand.ts';

/** Where and when it is read. */
export interface Reader {
	readonly today: WallDate;
	readonly locale: string;
}

/** A chip that says what was understood. */
export interface Chip {
	readonly key: string;
	readonly tone: 'quiet' | 'moss' | 'clay' | 'sun';
	readonly text: string;
}

/** The tone of each mark: owed in clay, to ripen in sun, for them in moss. */
export const tones = {
	promise: 'clay',
	theirPromise: 'quiet',
	question: 'sun',
	need: 'moss',
	gave: 'moss',
	received: 'moss',
	fact: 'quiet',
	feedback: 'quiet',
	change: 'quiet',
	idea: 'moss'
} as const satisfies Record<Mark, Chip['tone']>;

/** A chip for each thing that was understood, in the order in which it is said. */
export function chipsOf(understood: Understood, reader: Reader): readonly Chip[] {
	const { touch, found, people } = understood;
	const chips: Chip[] = [];
	if (touch !== undefined)
		chips.push({ key: touchKey, tone: 'quiet', text: touchText(touch, reader) });
	for (const one of found) {
		const isAboutAll = one.people.length === people.length;
		const names = isAboutAll ? [] : one.people.map(({ name }) => name);
		const { key, mark, askAfter } = one;
		chips.push({ key, tone: tones[mark], text: join(foundText(one, reader), ...names) });
		if (askAfter !== undefined)
			chips.push({ key: followUpKey(key), tone: 'sun', text: askText(askAfter, reader) });
	}
	return chips;
}

/** The days for which the user promises something. */
export function promisedDays({ found }: Understood): readonly WallDate[] {
	return found.flatMap(({ mark, when }) =>
		mark === 'promise' && when !== undefined ? [when.to] : []
	);
}

/** The words of a touch: "Lunch · 45 min · outside of work". */
export function touchText(touch: Touch, { today, locale }: Reader): string {
	const { word, minutes, setting, day, time, isPlanned } = touch;
	return join(
		word === undefined ? m.note_kind_plain() : capital(word, locale),
		minutes !== undefined && m.note_minutes({ count: minutes }),
		setting === 'outside' && m.note_setting_outside(),
		setting === 'work' && m.capture_setting_work(),
		isPlanned && m.note_planned(),
		day !== undefined && dayWords(day, today, locale),
		time !== undefined && clockWords(`${day ?? today}T${time}`, locale)
	);
}

/** What a mark means, as its button says it. */
export function markWords(mark: Mark): string {
	switch (mark) {
		case 'promise':
			return m.capture_mark_promise();
		case 'theirPromise':
			return m.capture_mark_their_promise();
		case 'question':
			return m.capture_mark_question();
		case 'need':
			return m.capture_mark_need();
		case 'gave':
			return m.capture_mark_gave();
		case 'received':
			return m.capture_mark_received();
		case 'fact':
			return m.capture_mark_fact();
		case 'feedback':
			return m.capture_mark_feedback();
		case 'change':
			return m.capture_mark_change();
		case 'idea':
			return m.capture_mark_idea();
	}
}

/** The word for a kind of give. */
export function giveWords(give: Give): string {
	switch (give) {
		case 'expertise':
			return m.capture_give_expertise();
		case 'insight':
			return m.capture_give_insight();
		case 'opportunity':
			return m.capture_give_opportunity();
		case 'idea':
			return m.capture_give_idea();
		case 'priority':
			return m.capture_give_priority();
		case 'introduction':
			return m.capture_give_introduction();
		case 'time':
			return m.capture_give_time();
		case 'letter':
			return m.capture_give_letter();
		case 'access':
			return m.capture_give_access();
		case 'other':
			return m.capture_give_other();
	}
}

/** From when on to ask. */
export function askText(day: WallDate, { today, locale }: Reader): string {
	return m.capture_ask_after({ day: shortDate(day, today, locale) });
}

/** A due day in words, with its weekday while that is clear: "Friday 27 Nov". */
export function dueWords(day: WallDate, { today, locale }: Reader): string {
	const near = day > addDays(today, 1) && day <= addDays(today, 6);
	const words = dayWords(day, today, locale);
	return near ? join(words, shortDate(day, today, locale)).replace(' · ', ' ') : words;
}

/** A date that may be known in part. */
export function dateWords(date: string, { today, locale }: Reader): string {
	const partial = parsePartial(date);
	if (partial?.day !== undefined && partial.year !== undefined)
		return shortDate(date, today, locale);
	return partial === undefined ? date : partialWords(partial, locale);
}

/** Parts of a line with a point between them. */
export function join(...parts: readonly (string | false | undefined)[]): string {
	return parts.filter((part) => part !== false && part !== undefined && part !== '').join(' · ');
}

function foundText({ mark, when, give }: Found, reader: Reader): string {
	if (mark === 'question')
		return when === undefined ? m.capture_ask_next() : askText(when.from, reader);
	const words = markWords(mark);
	if (mark === 'gave' || mark === 'received')
		return give === undefined || give === 'other'
			? words
			: m.capture_gave_what({ words, what: giveWords(give) });
	if (when === undefined) return words;
	const day =
		mark === 'fact' ? dateWords(when.partial ?? when.from, reader) : dueWords(when.to, reader);
	return join(
		words,
		day,
		when.time !== undefined && clockWords(`${when.to}T${when.time}`, reader.locale)
	);
}
