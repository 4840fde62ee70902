/** What may become a card of Today. A feature makes them by a pure function of its records and the day. */
import type { WallDate } from '#lib/calendar/wall.ts';

/** Something that may become a card. Its `id` is the same on every device and breaks ties. */
export type Candidate =
	| ReminderCandidate
	| DateCandidate
	| MeetingCandidate
	| CadenceCandidate
	| DormantCandidate
	| SecondTouchCandidate
	| ReformCandidate
	| SpokenCandidate;

/** What comes first when days are equal: what was promised, what happens today, then what would be good. */
export const kinds = [
	'meeting',
	'promise',
	'reminder',
	'their-promise',
	'date',
	'second-touch',
	'reform',
	'question',
	'match',
	'cadence',
	'letter',
	'ledger',
	'dormant'
] as const satisfies readonly Candidate['kind'][];

interface Base {
	readonly id: string;
	/** Whom it is about, if anybody. */
	readonly contactId: string | undefined;
	/** The day that it is for. */
	readonly day: WallDate;
}

/** A reminder whose day has come. */
export interface ReminderCandidate extends Base {
	readonly kind: 'reminder';
	readonly reminderId: string;
	readonly occurrence: string;
	readonly title: string;
	/** `HH:MM`, `undefined` for the whole day. */
	readonly time: string | undefined;
	readonly late: boolean;
}

/** A day to remember that comes near. */
export interface DateCandidate extends Base {
	readonly kind: 'date';
	readonly contactId: string;
	readonly occasion: 'birthday' | 'anniversary' | 'other';
	/** What the user calls the day. */
	readonly label: string | undefined;
	/** How many years it will be, if the year is known. */
	readonly years: number | undefined;
}

/** A planned meeting: to be prepared before, to be asked about after. */
export interface MeetingCandidate extends Base {
	readonly kind: 'meeting';
	readonly interactionId: string;
	readonly contactId: string;
	/** Everybody who takes part. */
	readonly contactIds: readonly string[];
	readonly moment: 'before' | 'after';
	readonly time: string | undefined;
}

/** It is time to be in touch. */
export interface CadenceCandidate extends Base {
	readonly kind: 'cadence';
	readonly contactId: string;
	/** When they were last in touch; `undefined` if never. */
	readonly since: WallDate | undefined;
	/** How many days the user would like there to be between contacts. */
	readonly idealDays: number;
	readonly pastLatest: boolean;
}

/** Somebody who has been quiet for long and has one of the week's seats. */
export interface DormantCandidate extends Base {
	readonly kind: 'dormant';
	readonly contactId: string;
	readonly since: WallDate | undefined;
}

/** Somebody new who should hear a second time before the first is forgotten. */
export interface SecondTouchCandidate extends Base {
	readonly kind: 'second-touch';
	readonly contactId: string;
	readonly since: WallDate;
}

/** Somebody who does something else now: the relationship wants a new form. */
export interface ReformCandidate extends Base {
	readonly kind: 'reform';
	readonly contactId: string;
	readonly roleId: string;
	/** What they did before. */
	readonly role: string;
}

/**
 * A card whose feature brings its own words: `promise` mine, `their-promise` a
 * day after it was due, `question` ripe, `match` of a need and an offer, `letter`
 * to write, `ledger` for what one side only takes. The day is the day it is due.
 */
export interface SpokenCandidate extends Base {
	readonly kind: 'promise' | 'their-promise' | 'question' | 'match' | 'letter' | 'ledger';
	/** Why it is there, in one line and in the user's language. */
	readonly why: string;
	/** Whether it should have been done before: said in clay. */
	readonly late?: boolean | undefined;
	/** The one thing to do, and where it is done. */
	readonly act: { readonly label: string; readonly href: string };
}
