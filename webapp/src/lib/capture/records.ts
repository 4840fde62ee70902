/** The records that follow from what was understood: one for each thing said, and each person it is about. */
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';

import { isYearly, type Found } from './understand.ts';
import type { When } from './when.ts';

/** What the records stand on. */
export interface Ground {
	readonly today: WallDate;
	readonly newId: () => string;
	/** The interaction of the same capture, if there is one. */
	readonly interaction: string | undefined;
}

type Put = Extract<Change, { readonly op: 'put' }>;

/** One thing said, as records: one for each person it is about, or one about nobody. */
export function recordsOf(found: Found, ground: Ground): readonly Put[] {
	const people = found.people.length > 0 ? found.people.map(({ id }) => id) : [undefined];
	return people.flatMap((contact) => recordsAbout(contact, found, ground));
}

function recordsAbout(contact: string | undefined, found: Found, ground: Ground): Put[] {
	const { text, when } = found;
	const { today, interaction } = ground;
	const id = ground.newId();
	const about = contact === undefined ? {} : { contact };
	const heard = interaction === undefined ? {} : { heardIn: interaction };
	switch (found.mark) {
		case 'promise':
		case 'theirPromise': {
			const by = found.mark === 'promise' ? ('me' as const) : ('them' as const);
			const due = dueOf(when);
			const dates = due === undefined ? {} : { due, originalDue: due };
			return [{ op: 'put', collection: 'promise', id, patch: { ...about, by, text, ...dates } }];
		}
		case 'question': {
			const after = when === undefined ? {} : { askAfter: when.from };
			return [{ op: 'put', collection: 'question', id, patch: { ...about, text, ...after } }];
		}
		case 'need': {
			const claim = { confidence: confidenceOf(text), state: 'open', confirmedOn: today } as const;
			return [{ op: 'put', collection: 'need', id, patch: { ...about, text, ...claim, ...heard } }];
		}
		case 'gave':
		case 'received': {
			const what = { direction: found.mark, kind: found.give ?? 'other', on: today } as const;
			return [{ op: 'put', collection: 'exchange', id, patch: { ...about, text, ...what } }];
		}
		case 'fact': {
			const date = when === undefined ? {} : { date: factDate(text, when, today) };
			const patch = { ...about, text, ...date, ...heard };
			const follow = followUp(found, about, id, ground);
			return [{ op: 'put', collection: 'fact', id, patch }, ...follow];
		}
		case 'feedback':
			return [{ op: 'put', collection: 'feedback', id, patch: { ...about, text, on: today } }];
		case 'idea':
			return [{ op: 'put', collection: 'idea', id, patch: { ...about, text } }];
		case 'change':
			// What I will change belongs to the interaction it comes from.
			return [];
	}
}

/** A fact that lies ahead is worth a question once its day has passed. */
function followUp(
	{ askAfter, text }: Found,
	about: { readonly contact?: string },
	from: string,
	{ newId }: Ground
): Put[] {
	if (askAfter === undefined) return [];
	const patch = { ...about, text: m.capture_follow_up({ text }), askAfter, from };
	return [{ op: 'put', collection: 'question', id: newId(), patch }];
}

/** What is promised for a week is due when the week ends. */
function dueOf(when: When | undefined): string | undefined {
	if (when === undefined) return undefined;
	return when.time === undefined ? when.to : `${when.to}T${when.time}`;
}

/** As much of the date as is known; what comes round every year needs no year. */
export function factDate(text: string, { from, partial }: When, today: WallDate): string {
	const isSaidWithYear = from < today;
	if (isYearly(text) && partial === undefined && !isSaidWithYear) return `-${from.slice(4)}`;
	return partial ?? from;
}

/** Whether they said so, or it is a guess: "perhaps a new CFO". */
function confidenceOf(text: string): 'said' | 'guess' {
	const isGuess =
		/^(?:maybe|perhaps|probably|i think|i guess|vielleicht|wohl|vermutlich|ich glaube)(?!\p{L})/iu;
	return isGuess.test(text) ? 'guess' : 'said';
}
