// Generated from the package collection by `tend collections`. Do not edit.

/** The edition of the collections that this code knows. */
export const schemaVersion = 2;

/** The id of the one setting record that each space has. */
export const settingId = '00000000-0000-7000-8000-000000000001';

/** A day that exists, `YYYY-MM-DD`. */
export type LocalDate = string;

/** A date of which not everything need be known: `YYYY`, `YYYY-MM`, `--MM-DD` or `YYYY-MM-DD`. */
export type PartialDate = string;

/** A date, or what a clock on a wall shows: `YYYY-MM-DDTHH:MM`. */
export type DateOrTime = string;

/** `HH:MM`. */
export type TimeOfDay = string;

/** The IANA name of a time zone. */
export type Zone = string;

/** The id of another record of the same space; that record may be missing. */
export type Ref = string;

export interface ContactPoint {
	/** Such as work or home, in the user's words. */
	readonly label?: string;
	/** As the user wrote it. */
	readonly value?: string;
	/** Place in the list; a value between two neighbours puts a member between them. */
	readonly pos?: number;
}

export interface Address {
	/** Such as work or home, in the user's words. */
	readonly label?: string;
	/** Street and number; several lines are allowed. */
	readonly street?: string;
	/** City or town. */
	readonly locality?: string;
	/** State, province or county. */
	readonly region?: string;
	readonly postalCode?: string;
	readonly country?: string;
	/** When the address was last known to be right. */
	readonly confirmedOn?: LocalDate;
	/** Place in the list. */
	readonly pos?: number;
}

export interface Anniversary {
	readonly kind?: 'birthday' | 'anniversary' | 'other';
	/** The year may be unknown. */
	readonly date?: PartialDate;
	readonly label?: string;
	/** How many days ahead it is shown. */
	readonly leadDays?: number;
}

export interface Manner {
	readonly value?: string;
	/** When they were asked; empty if it is a guess. */
	readonly askedOn?: LocalDate;
}

export interface Participant {
	readonly remark?: string;
}

export interface Telling {
	readonly on?: LocalDate;
}

export interface Evidence {
	readonly text?: string;
	readonly on?: LocalDate;
}

export interface Recurrence {
	/** Every so many units. */
	readonly n?: number;
	readonly unit?: 'day' | 'week' | 'month' | 'year';
}

export interface Step {
	readonly text?: string;
	readonly on?: LocalDate;
}

/** Somebody the user knows. */
export interface Contact {
	/** As the user writes it. */
	readonly fullName: string;
	readonly givenName?: string;
	readonly familyName?: string;
	readonly nickname?: string;
	readonly organization?: string;
	/** What they do there. */
	readonly title?: string;
	readonly emails?: Readonly<Record<string, ContactPoint>>;
	readonly phones?: Readonly<Record<string, ContactPoint>>;
	readonly addresses?: Readonly<Record<string, Address>>;
	readonly urls?: Readonly<Record<string, ContactPoint>>;
	/** Birthdays and other days to remember. */
	readonly dates?: Readonly<Record<string, Anniversary>>;
	/** Keyed by the tag itself. */
	readonly tags?: Readonly<Record<string, boolean>>;
	/** Fields of the user's own, keyed by their name. */
	readonly custom?: Readonly<Record<string, string>>;
	/** Lines of an imported vCard that no field holds, kept so that an export gives them back. */
	readonly vcard?: string;
	/** UID of the imported vCard, by which a second import finds the contact. */
	readonly uid?: string;
	/** A small picture as a data: URL. */
	readonly photo?: string;
	/** The circle whose cadence holds for this person. */
	readonly circle?: Ref;
	/** Days between contacts that would be ideal, where the circle's do not fit. */
	readonly cadenceDays?: number;
	/** Days after which a contact is overdue. */
	readonly latestDays?: number;
	readonly stage?: 'new' | 'growing' | 'steady' | 'dormant' | 'winding-down' | 'ended';
	/** Whether closeness or results come first for them. */
	readonly register?: 'personal' | 'results';
	/** Nobody counts: the ledger is hidden. */
	readonly communal?: boolean;
	/** Whether it would go on if the user never won by it, in the user's own eyes. */
	readonly wouldGoOn?: 'yes' | 'unsure' | 'no';
	/** When the user last asked themselves. */
	readonly wouldGoOnAsked?: LocalDate;
	/** No prompts before that day. */
	readonly pausedUntil?: LocalDate;
	/** Not asked to get in touch before that day. */
	readonly snoozedUntil?: LocalDate;
	readonly pauseReason?: string;
	/** The ball is with them since that day. */
	readonly waitingSince?: LocalDate;
	/** Keyed by kind: form of address, pronunciation, language, gifts and so on. */
	readonly manners?: Readonly<Record<string, Manner>>;
	/** What we agreed on how to work together. */
	readonly rules?: string;
	readonly howWeMet?: string;
}

/** A change of one contact: the fields that change, `null` to clear one. */
export interface ContactPatch {
	readonly fullName?: string;
	readonly givenName?: string | null;
	readonly familyName?: string | null;
	readonly nickname?: string | null;
	readonly organization?: string | null;
	readonly title?: string | null;
	readonly [member: `emails/${string}`]: ContactPoint | null;
	readonly [member: `phones/${string}`]: ContactPoint | null;
	readonly [member: `addresses/${string}`]: Address | null;
	readonly [member: `urls/${string}`]: ContactPoint | null;
	readonly [member: `dates/${string}`]: Anniversary | null;
	readonly [member: `tags/${string}`]: boolean | null;
	readonly [member: `custom/${string}`]: string | null;
	readonly vcard?: string | null;
	readonly uid?: string | null;
	readonly photo?: string | null;
	readonly circle?: Ref | null;
	readonly cadenceDays?: number | null;
	readonly latestDays?: number | null;
	readonly stage?: 'new' | 'growing' | 'steady' | 'dormant' | 'winding-down' | 'ended' | null;
	readonly register?: 'personal' | 'results' | null;
	readonly communal?: boolean | null;
	readonly wouldGoOn?: 'yes' | 'unsure' | 'no' | null;
	readonly wouldGoOnAsked?: LocalDate | null;
	readonly pausedUntil?: LocalDate | null;
	readonly snoozedUntil?: LocalDate | null;
	readonly pauseReason?: string | null;
	readonly waitingSince?: LocalDate | null;
	readonly [member: `manners/${string}`]: Manner | null;
	readonly rules?: string | null;
	readonly howWeMet?: string | null;
}

/** Something the user wrote down, about any number of contacts. */
export interface Note {
	readonly body?: string;
	/** When it happened or was written. */
	readonly at?: DateOrTime;
	/** Never in a push message nor on a shared page. */
	readonly confidential?: boolean;
	readonly pinned?: boolean;
	/** Whom it is about, keyed by the contact's id. */
	readonly contacts?: Readonly<Record<string, boolean>>;
	/** What was captured, verbatim. */
	readonly source?: string;
	/** The records that were captured with the note, keyed by collection, a point and id. */
	readonly captured?: Readonly<Record<string, boolean>>;
}

/** A change of one note: the fields that change, `null` to clear one. */
export interface NotePatch {
	readonly body?: string | null;
	readonly at?: DateOrTime | null;
	readonly confidential?: boolean | null;
	readonly pinned?: boolean | null;
	readonly [member: `contacts/${string}`]: boolean | null;
	readonly source?: string | null;
	readonly [member: `captured/${string}`]: boolean | null;
}

/** A time the user and others met, spoke or wrote to each other. */
export interface Interaction {
	readonly at?: DateOrTime;
	readonly kind?: 'met' | 'call' | 'message' | 'mail' | 'letter' | 'event';
	readonly setting?: 'work' | 'outside';
	readonly minutes?: number;
	/** Who reached out. */
	readonly direction?: 'out' | 'in' | 'both';
	/** It is yet to come. */
	readonly planned?: boolean;
	/** Who took part, keyed by the contact's id. */
	readonly contacts?: Readonly<Record<string, Participant | true>>;
	readonly body?: string;
	readonly learned?: string;
	readonly willChange?: string;
	/** When the user did what they said they would change. */
	readonly changedOn?: LocalDate;
	readonly serveBetter?: string;
}

/** A change of one interaction: the fields that change, `null` to clear one. */
export interface InteractionPatch {
	readonly at?: DateOrTime | null;
	readonly kind?: 'met' | 'call' | 'message' | 'mail' | 'letter' | 'event' | null;
	readonly setting?: 'work' | 'outside' | null;
	readonly minutes?: number | null;
	readonly direction?: 'out' | 'in' | 'both' | null;
	readonly planned?: boolean | null;
	readonly [member: `contacts/${string}`]: Participant | true | null;
	readonly body?: string | null;
	readonly learned?: string | null;
	readonly willChange?: string | null;
	readonly changedOn?: LocalDate | null;
	readonly serveBetter?: string | null;
}

/** Something known of a contact. */
export interface Fact {
	readonly contact?: Ref;
	readonly text?: string;
	/** The day that the fact is about, if there is one. */
	readonly date?: PartialDate;
	/** The interaction in which it was heard. */
	readonly heardIn?: Ref;
	/** Interactions in which it came up again. */
	readonly usedIn?: Readonly<Record<string, boolean>>;
}

/** A change of one fact: the fields that change, `null` to clear one. */
export interface FactPatch {
	readonly contact?: Ref | null;
	readonly text?: string | null;
	readonly date?: PartialDate | null;
	readonly heardIn?: Ref | null;
	readonly [member: `usedIn/${string}`]: boolean | null;
}

/** Something a contact needs. */
export interface Need {
	/** Whose it is; empty for the user's own offers. */
	readonly contact?: Ref;
	readonly text?: string;
	/** Such as expertise or introduction, in the user's words. */
	readonly kind?: string;
	/** The interaction in which it was heard. */
	readonly heardIn?: Ref;
	/** They said it, or the user guesses. */
	readonly confidence?: 'said' | 'guess';
	readonly state?: 'open' | 'met' | 'gone';
	/** Only the user can give this. */
	readonly onlyMe?: boolean;
	readonly why?: string;
	/** A link or a sentence that shows it. */
	readonly proof?: string;
	/** How often a month there is room for it. */
	readonly perMonth?: number;
	/** When it was last known to be true. */
	readonly confirmedOn?: LocalDate;
	/** The contact whom the user asked, where the need is the user's own. */
	readonly askedOf?: Ref;
}

/** A change of one need: the fields that change, `null` to clear one. */
export interface NeedPatch {
	readonly contact?: Ref | null;
	readonly text?: string | null;
	readonly kind?: string | null;
	readonly heardIn?: Ref | null;
	readonly confidence?: 'said' | 'guess' | null;
	readonly state?: 'open' | 'met' | 'gone' | null;
	readonly onlyMe?: boolean | null;
	readonly why?: string | null;
	readonly proof?: string | null;
	readonly perMonth?: number | null;
	readonly confirmedOn?: LocalDate | null;
	readonly askedOf?: Ref | null;
}

/** Something the user, or a contact, has to give. */
export interface Offer {
	/** Whose it is; empty for the user's own offers. */
	readonly contact?: Ref;
	readonly text?: string;
	/** Such as expertise or introduction, in the user's words. */
	readonly kind?: string;
	/** The interaction in which it was heard. */
	readonly heardIn?: Ref;
	/** They said it, or the user guesses. */
	readonly confidence?: 'said' | 'guess';
	readonly state?: 'open' | 'met' | 'gone';
	/** Only the user can give this. */
	readonly onlyMe?: boolean;
	readonly why?: string;
	/** A link or a sentence that shows it. */
	readonly proof?: string;
	/** How often a month there is room for it. */
	readonly perMonth?: number;
	/** When it was last known to be true. */
	readonly confirmedOn?: LocalDate;
	/** Who has been told of an opportunity, keyed by the contact's id. */
	readonly told?: Readonly<Record<string, Telling>>;
}

/** A change of one offer: the fields that change, `null` to clear one. */
export interface OfferPatch {
	readonly contact?: Ref | null;
	readonly text?: string | null;
	readonly kind?: string | null;
	readonly heardIn?: Ref | null;
	readonly confidence?: 'said' | 'guess' | null;
	readonly state?: 'open' | 'met' | 'gone' | null;
	readonly onlyMe?: boolean | null;
	readonly why?: string | null;
	readonly proof?: string | null;
	readonly perMonth?: number | null;
	readonly confirmedOn?: LocalDate | null;
	readonly [member: `told/${string}`]: Telling | null;
}

/** What the user decided about a need and an offer that fit. */
export interface Match {
	readonly need?: Ref;
	readonly offer?: Ref;
	/** The contact who would help, if it is not the user. */
	readonly helper?: Ref;
	readonly decision?: 'offered' | 'introduced' | 'no-fit';
}

/** A change of one match: the fields that change, `null` to clear one. */
export interface MatchPatch {
	readonly need?: Ref | null;
	readonly offer?: Ref | null;
	readonly helper?: Ref | null;
	readonly decision?: 'offered' | 'introduced' | 'no-fit' | null;
}

/** Brings two contacts together once both have agreed. */
export interface Introduction {
	readonly a?: Ref;
	readonly b?: Ref;
	/** The need that it serves. */
	readonly need?: Ref;
	readonly state?: 'asked-a' | 'asked-b' | 'agreed' | 'introduced' | 'closed' | 'declined';
	readonly outcome?: 'good' | 'neutral' | 'bad';
	readonly thanked?: boolean;
}

/** A change of one introduction: the fields that change, `null` to clear one. */
export interface IntroductionPatch {
	readonly a?: Ref | null;
	readonly b?: Ref | null;
	readonly need?: Ref | null;
	readonly state?: 'asked-a' | 'asked-b' | 'agreed' | 'introduced' | 'closed' | 'declined' | null;
	readonly outcome?: 'good' | 'neutral' | 'bad' | null;
	readonly thanked?: boolean | null;
}

/** Something one side said it would do for the other. */
export interface Promise {
	readonly by?: 'me' | 'them';
	readonly contact?: Ref;
	readonly text?: string;
	/** What counts as delivered in full. */
	readonly inFull?: string;
	readonly due?: DateOrTime;
	/** Kept when the due date is renegotiated. */
	readonly originalDue?: DateOrTime;
	readonly renegotiatedOn?: LocalDate;
	readonly deliveredOn?: LocalDate;
	readonly delivery?: 'full' | 'partly' | 'not' | 'released' | 'handed-over';
	readonly proof?: string;
	/** The other side has seen it. */
	readonly confirmed?: boolean;
	readonly madeGoodOn?: LocalDate;
	/** The moment at which it will be done, in the user's words. */
	readonly when?: string;
	/** Who does it instead, where it was handed over. */
	readonly handedTo?: Ref;
	/** The days on which the user reminded them, kindly. */
	readonly nudges?: Readonly<Record<string, boolean>>;
}

/** A change of one promise: the fields that change, `null` to clear one. */
export interface PromisePatch {
	readonly by?: 'me' | 'them' | null;
	readonly contact?: Ref | null;
	readonly text?: string | null;
	readonly inFull?: string | null;
	readonly due?: DateOrTime | null;
	readonly originalDue?: DateOrTime | null;
	readonly renegotiatedOn?: LocalDate | null;
	readonly deliveredOn?: LocalDate | null;
	readonly delivery?: 'full' | 'partly' | 'not' | 'released' | 'handed-over' | null;
	readonly proof?: string | null;
	readonly confirmed?: boolean | null;
	readonly madeGoodOn?: LocalDate | null;
	readonly when?: string | null;
	readonly handedTo?: Ref | null;
	readonly [member: `nudges/${string}`]: boolean | null;
}

/** Something given or received. */
export interface Exchange {
	readonly contact?: Ref;
	readonly direction?: 'gave' | 'received';
	readonly kind?: 'expertise' | 'insight' | 'opportunity' | 'idea' | 'priority' | 'introduction' | 'time' | 'letter' | 'access' | 'other';
	readonly size?: 's' | 'm' | 'l';
	readonly text?: string;
	readonly on?: LocalDate;
	/** How well it landed, 3 is best. */
	readonly landed?: number;
	readonly promise?: Ref;
	readonly need?: Ref;
}

/** A change of one exchange: the fields that change, `null` to clear one. */
export interface ExchangePatch {
	readonly contact?: Ref | null;
	readonly direction?: 'gave' | 'received' | null;
	readonly kind?: 'expertise' | 'insight' | 'opportunity' | 'idea' | 'priority' | 'introduction' | 'time' | 'letter' | 'access' | 'other' | null;
	readonly size?: 's' | 'm' | 'l' | null;
	readonly text?: string | null;
	readonly on?: LocalDate | null;
	readonly landed?: number | null;
	readonly promise?: Ref | null;
	readonly need?: Ref | null;
}

/** Something to ask a contact, not before a certain day. */
export interface Question {
	readonly contact?: Ref;
	readonly text?: string;
	readonly askAfter?: LocalDate;
	/** The fact or note that raised it. */
	readonly from?: Ref;
	/** The interaction in which it was asked. */
	readonly askedIn?: Ref;
	readonly answer?: string;
}

/** A change of one question: the fields that change, `null` to clear one. */
export interface QuestionPatch {
	readonly contact?: Ref | null;
	readonly text?: string | null;
	readonly askAfter?: LocalDate | null;
	readonly from?: Ref | null;
	readonly askedIn?: Ref | null;
	readonly answer?: string | null;
}

/** An idea for a contact. */
export interface Idea {
	readonly contact?: Ref;
	readonly need?: Ref;
	readonly text?: string;
	/** Why it is for them. */
	readonly why?: string;
	readonly deliveredOn?: LocalDate;
	/** How well it landed, 3 is best. */
	readonly landed?: number;
}

/** A change of one idea: the fields that change, `null` to clear one. */
export interface IdeaPatch {
	readonly contact?: Ref | null;
	readonly need?: Ref | null;
	readonly text?: string | null;
	readonly why?: string | null;
	readonly deliveredOn?: LocalDate | null;
	readonly landed?: number | null;
}

/** A hypothesis on what drives a contact. */
export interface Motivator {
	readonly contact?: Ref;
	/** Such as recognition or learning, in the user's words. */
	readonly word?: string;
	readonly status?: 'guess' | 'seen' | 'told';
	/** Keyed by the id of what shows it, or by an id of its own. */
	readonly evidence?: Readonly<Record<string, Evidence | true>>;
}

/** A change of one motivator: the fields that change, `null` to clear one. */
export interface MotivatorPatch {
	readonly contact?: Ref | null;
	readonly word?: string | null;
	readonly status?: 'guess' | 'seen' | 'told' | null;
	readonly [member: `evidence/${string}`]: Evidence | true | null;
}

/** A group of contacts who share a cadence. */
export interface Circle {
	readonly name?: string;
	/** Days between contacts that would be ideal. */
	readonly idealDays?: number;
	/** Days after which a contact is overdue. */
	readonly latestDays?: number;
	/** How many people it should hold at most. */
	readonly cap?: number;
	/** Place in the list. */
	readonly pos?: number;
}

/** A change of one circle: the fields that change, `null` to clear one. */
export interface CirclePatch {
	readonly name?: string | null;
	readonly idealDays?: number | null;
	readonly latestDays?: number | null;
	readonly cap?: number | null;
	readonly pos?: number | null;
}

/** Tells the user of something at a time, once or again and again. */
export interface Reminder {
	readonly title?: string;
	/** The anchor, from which every occurrence is computed; wall time in zone. */
	readonly at?: DateOrTime;
	readonly zone?: Zone;
	/** Absent for a reminder that fires once. */
	readonly every?: Recurrence;
	/** No occurrence after it. */
	readonly until?: DateOrTime;
	readonly contact?: Ref;
	readonly snoozedUntil?: DateOrTime;
	/** Settled occurrences, keyed by their date or wall time as computed from the anchor. */
	readonly done?: Readonly<Record<string, boolean>>;
	/** Every occurrence up to it is settled, so that done can be pruned. */
	readonly doneThrough?: DateOrTime;
	readonly paused?: boolean;
	/** Whether a push message is sent; yes unless false. */
	readonly notify?: boolean;
}

/** A change of one reminder: the fields that change, `null` to clear one. */
export interface ReminderPatch {
	readonly title?: string | null;
	readonly at?: DateOrTime | null;
	readonly zone?: Zone | null;
	readonly every?: Recurrence | null;
	readonly until?: DateOrTime | null;
	readonly contact?: Ref | null;
	readonly snoozedUntil?: DateOrTime | null;
	readonly [member: `done/${string}`]: boolean | null;
	readonly doneThrough?: DateOrTime | null;
	readonly paused?: boolean | null;
	readonly notify?: boolean | null;
}

/** A piece of snail mail, from the idea to its arrival. */
export interface Letter {
	readonly contact?: Ref;
	/** thanks, congratulation, condolence, article, role, none, or the user's own words. */
	readonly reason?: string;
	readonly body?: string;
	/** Where it goes: the key of one of the contact's addresses, or the address itself. */
	readonly address?: string;
	readonly state?: 'idea' | 'written' | 'posted' | 'arrived';
	readonly writtenOn?: LocalDate;
	readonly postedOn?: LocalDate;
	/** The interaction that posting it made. */
	readonly interaction?: Ref;
	/** The exchange that counts it as something given. */
	readonly exchange?: Ref;
	/** The interaction in which they mentioned it. */
	readonly mentionedIn?: Ref;
}

/** A change of one letter: the fields that change, `null` to clear one. */
export interface LetterPatch {
	readonly contact?: Ref | null;
	readonly reason?: string | null;
	readonly body?: string | null;
	readonly address?: string | null;
	readonly state?: 'idea' | 'written' | 'posted' | 'arrived' | null;
	readonly writtenOn?: LocalDate | null;
	readonly postedOn?: LocalDate | null;
	readonly interaction?: Ref | null;
	readonly exchange?: Ref | null;
	readonly mentionedIn?: Ref | null;
}

/** A page that the user and a contact work on together. */
export interface Document {
	readonly contact?: Ref;
	readonly title?: string;
	/** Where it is on the web: http or https. */
	readonly url?: string;
	/** What the contact does there: reader, commenter, co-author, or in the user's own words. */
	readonly role?: string;
	/** When the contact was last sent the link. */
	readonly invitedOn?: LocalDate;
	/** When the user last opened it. */
	readonly openedOn?: LocalDate;
}

/** A change of one document: the fields that change, `null` to clear one. */
export interface DocumentPatch {
	readonly contact?: Ref | null;
	readonly title?: string | null;
	readonly url?: string | null;
	readonly role?: string | null;
	readonly invitedOn?: LocalDate | null;
	readonly openedOn?: LocalDate | null;
}

/** Something that the user shares with contacts. */
export interface Goal {
	readonly text?: string;
	/** Until when. */
	readonly by?: PartialDate;
	/** Open, reached, changed or dropped; empty is open. */
	readonly state?: string;
	/** Since when the state is what it is. */
	readonly stateOn?: LocalDate;
	/** The goal that took its place when it changed. */
	readonly became?: Ref;
	/** Who shares it, keyed by the contact's id. */
	readonly contacts?: Readonly<Record<string, boolean>>;
	/** What moved it, keyed by an id of its own. */
	readonly moved?: Readonly<Record<string, Step>>;
}

/** A change of one goal: the fields that change, `null` to clear one. */
export interface GoalPatch {
	readonly text?: string | null;
	readonly by?: PartialDate | null;
	readonly state?: string | null;
	readonly stateOn?: LocalDate | null;
	readonly became?: Ref | null;
	readonly [member: `contacts/${string}`]: boolean | null;
	readonly [member: `moved/${string}`]: Step | null;
}

/** Something a contact told the user about the user. */
export interface Feedback {
	readonly contact?: Ref;
	readonly text?: string;
	readonly on?: LocalDate;
	/** What became of it. */
	readonly outcome?: string;
	/** Since when that is known. */
	readonly outcomeOn?: LocalDate;
	/** What the user will do differently. */
	readonly willChange?: string;
}

/** A change of one feedback: the fields that change, `null` to clear one. */
export interface FeedbackPatch {
	readonly contact?: Ref | null;
	readonly text?: string | null;
	readonly on?: LocalDate | null;
	readonly outcome?: string | null;
	readonly outcomeOn?: LocalDate | null;
	readonly willChange?: string | null;
}

/** Something the user takes to be true of a contact. */
export interface Assumption {
	readonly contact?: Ref;
	readonly text?: string;
	readonly on?: LocalDate;
	/** What became of it. */
	readonly outcome?: string;
	/** Since when that is known. */
	readonly outcomeOn?: LocalDate;
}

/** A change of one assumption: the fields that change, `null` to clear one. */
export interface AssumptionPatch {
	readonly contact?: Ref | null;
	readonly text?: string | null;
	readonly on?: LocalDate | null;
	readonly outcome?: string | null;
	readonly outcomeOn?: LocalDate | null;
}

/** A risk taken with a contact. */
export interface Risk {
	readonly contact?: Ref;
	readonly text?: string;
	readonly on?: LocalDate;
	/** What became of it. */
	readonly outcome?: string;
	/** Since when that is known. */
	readonly outcomeOn?: LocalDate;
}

/** A change of one risk: the fields that change, `null` to clear one. */
export interface RiskPatch {
	readonly contact?: Ref | null;
	readonly text?: string | null;
	readonly on?: LocalDate | null;
	readonly outcome?: string | null;
	readonly outcomeOn?: LocalDate | null;
}

/** How a relationship is brought to a good end. */
export interface Ending {
	readonly contact?: Ref;
	readonly why?: string;
	readonly decidedOn?: LocalDate;
	readonly closedOn?: LocalDate;
	readonly thanked?: boolean;
	/** The contact who takes over. */
	readonly successor?: Ref;
	readonly door?: 'closed' | 'ajar' | 'open';
	readonly closingNote?: string;
}

/** A change of one ending: the fields that change, `null` to clear one. */
export interface EndingPatch {
	readonly contact?: Ref | null;
	readonly why?: string | null;
	readonly decidedOn?: LocalDate | null;
	readonly closedOn?: LocalDate | null;
	readonly thanked?: boolean | null;
	readonly successor?: Ref | null;
	readonly door?: 'closed' | 'ajar' | 'open' | null;
	readonly closingNote?: string | null;
}

/** One weekly or quarterly look at everybody. */
export interface Review {
	readonly kind?: 'week' | 'quarter';
	readonly on?: LocalDate;
	/** Where the user is in it, while it goes on. */
	readonly step?: string;
	/** When the user came to its end. */
	readonly doneOn?: LocalDate;
	/** Such as keep, change-circle, new-aim, wind-down, new, next or later, keyed by the contact's id; still for a goal and dare for a risk, by theirs. After a space may stand what came of it. */
	readonly decisions?: Readonly<Record<string, string>>;
	readonly newPeople?: string;
	/** The risk to take next. */
	readonly risk?: string;
	/** What the user learned. */
	readonly learned?: string;
	/** What the user will do differently. */
	readonly willChange?: string;
	/** When the user did so. */
	readonly changedOn?: LocalDate;
}

/** A change of one review: the fields that change, `null` to clear one. */
export interface ReviewPatch {
	readonly kind?: 'week' | 'quarter' | null;
	readonly on?: LocalDate | null;
	readonly step?: string | null;
	readonly doneOn?: LocalDate | null;
	readonly [member: `decisions/${string}`]: string | null;
	readonly newPeople?: string | null;
	readonly risk?: string | null;
	readonly learned?: string | null;
	readonly willChange?: string | null;
	readonly changedOn?: LocalDate | null;
}

/** What the user answered when Today spoke of a contact. */
export interface Prompt {
	readonly contact?: Ref;
	/** The day on which a card may come again, keyed by the card. */
	readonly until?: Readonly<Record<string, LocalDate>>;
}

/** A change of one prompt: the fields that change, `null` to clear one. */
export interface PromptPatch {
	readonly contact?: Ref | null;
	readonly [member: `until/${string}`]: LocalDate | null;
}

/** What a contact did before what they do now. */
export interface Role {
	readonly contact?: Ref;
	readonly title?: string;
	readonly organization?: string;
	/** When it became known that they do something else. */
	readonly until?: LocalDate;
}

/** A change of one role: the fields that change, `null` to clear one. */
export interface RolePatch {
	readonly contact?: Ref | null;
	readonly title?: string | null;
	readonly organization?: string | null;
	readonly until?: LocalDate | null;
}

/** What holds for the user on all devices; one record a space, with a fixed id. */
export interface Setting {
	/** The user's home zone. */
	readonly zone?: Zone;
	/** A BCP 47 language tag. */
	readonly locale?: string;
	/** No push messages from then on. */
	readonly quietFrom?: TimeOfDay;
	/** Push messages again from then on. */
	readonly quietTo?: TimeOfDay;
	/** When the digest is sent. */
	readonly digestAt?: TimeOfDay;
	/** How many people the user wants to reach out to. */
	readonly touchesPerWeek?: number;
	/** Kinds of push message that are not sent to any device: reminder, promise, date, digest. */
	readonly muted?: Readonly<Record<string, boolean>>;
	/** The day of the weekly review, 1 for Monday to 7 for Sunday; 0 for none, empty for Friday. */
	readonly reviewDay?: number;
	/** The day from which the weekly review may be spoken of again. */
	readonly weekPutOff?: LocalDate;
	/** The day from which the quarterly review may be spoken of again. */
	readonly quarterPutOff?: LocalDate;
	/** The user's postal address, as it stands on an envelope. */
	readonly sender?: string;
	/** Whether push messages may carry names. */
	readonly showNames?: boolean;
}

/** A change of one setting: the fields that change, `null` to clear one. */
export interface SettingPatch {
	readonly zone?: Zone | null;
	readonly locale?: string | null;
	readonly quietFrom?: TimeOfDay | null;
	readonly quietTo?: TimeOfDay | null;
	readonly digestAt?: TimeOfDay | null;
	readonly touchesPerWeek?: number | null;
	readonly [member: `muted/${string}`]: boolean | null;
	readonly reviewDay?: number | null;
	readonly weekPutOff?: LocalDate | null;
	readonly quarterPutOff?: LocalDate | null;
	readonly sender?: string | null;
	readonly showNames?: boolean | null;
}

/** The type of each collection's records. */
export interface Collections {
	contact: Contact;
	note: Note;
	interaction: Interaction;
	fact: Fact;
	need: Need;
	offer: Offer;
	match: Match;
	introduction: Introduction;
	promise: Promise;
	exchange: Exchange;
	question: Question;
	idea: Idea;
	motivator: Motivator;
	circle: Circle;
	reminder: Reminder;
	letter: Letter;
	document: Document;
	goal: Goal;
	feedback: Feedback;
	assumption: Assumption;
	risk: Risk;
	ending: Ending;
	review: Review;
	prompt: Prompt;
	role: Role;
	setting: Setting;
}

export type CollectionName = keyof Collections;

/** The type of each collection's patches. */
export interface Patches {
	contact: ContactPatch;
	note: NotePatch;
	interaction: InteractionPatch;
	fact: FactPatch;
	need: NeedPatch;
	offer: OfferPatch;
	match: MatchPatch;
	introduction: IntroductionPatch;
	promise: PromisePatch;
	exchange: ExchangePatch;
	question: QuestionPatch;
	idea: IdeaPatch;
	motivator: MotivatorPatch;
	circle: CirclePatch;
	reminder: ReminderPatch;
	letter: LetterPatch;
	document: DocumentPatch;
	goal: GoalPatch;
	feedback: FeedbackPatch;
	assumption: AssumptionPatch;
	risk: RiskPatch;
	ending: EndingPatch;
	review: ReviewPatch;
	prompt: PromptPatch;
	role: RolePatch;
	setting: SettingPatch;
}

/** A flat change: a field by its name, a member of a map as `emails/<id>`, `null` to clear. */
export type Patch<C extends CollectionName = CollectionName> = Patches[C];

/** How a value is written, and its limits. Lengths are in code points. */
export interface ValueRule {
	readonly type:
		| 'string'
		| 'integer'
		| 'number'
		| 'boolean'
		| 'date'
		| 'partial-date'
		| 'wall-time'
		| 'date-or-time'
		| 'time-of-day'
		| 'zone'
		| 'ref'
		| 'object';
	readonly minLength?: number;
	readonly maxLength?: number;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly enum?: readonly string[];
	readonly members?: Readonly<Record<string, ValueRule>>;
}

/** What holds for one field. For a map, the rule of its members. */
export interface FieldRule extends ValueRule {
	/** How two devices' changes become one value. */
	readonly kind: 'lww' | 'text' | 'map' | 'max';
	/** A record cannot be created without it, nor can it be cleared. */
	readonly required?: true;
	/** What the keys of a map are: any name, the id of a record, or a date or wall time. */
	readonly key?: 'name' | 'id' | 'occurrence';
	/** A member may be plain `true` instead of an object. */
	readonly orTrue?: true;
}

const rule1 = { kind: 'lww', type: 'string', maxLength: 500 } as const;
const rule2 = { kind: 'map', type: 'object', members: { label: { type: 'string', maxLength: 500 }, value: { type: 'string', maxLength: 2000 }, pos: { type: 'number' } }, key: 'name' } as const;
const rule3 = { kind: 'lww', type: 'integer', minimum: 1, maximum: 36500 } as const;
const rule4 = { kind: 'lww', type: 'date' } as const;
const rule5 = { kind: 'text', type: 'string', maxLength: 262144 } as const;
const rule6 = { kind: 'lww', type: 'boolean' } as const;
const rule7 = { kind: 'lww', type: 'string', maxLength: 262144 } as const;
const rule8 = { kind: 'map', type: 'boolean', key: 'name' } as const;
const rule9 = { kind: 'lww', type: 'date-or-time' } as const;
const rule10 = { kind: 'lww', type: 'ref' } as const;
const rule11 = { kind: 'map', type: 'boolean', key: 'id' } as const;
const rule12 = { kind: 'lww', type: 'integer', minimum: 0, maximum: 100000 } as const;
const rule13 = { kind: 'lww', type: 'string', enum: ['said', 'guess'] } as const;
const rule14 = { kind: 'lww', type: 'string', enum: ['open', 'met', 'gone'] } as const;
const rule15 = { kind: 'lww', type: 'string', maxLength: 5000 } as const;
const rule16 = { kind: 'lww', type: 'integer', minimum: 1, maximum: 3 } as const;
const rule17 = { kind: 'map', type: 'boolean', key: 'occurrence' } as const;
const rule18 = { kind: 'lww', type: 'partial-date' } as const;
const rule19 = { kind: 'lww', type: 'zone' } as const;
const rule20 = { kind: 'lww', type: 'time-of-day' } as const;

/** What holds for each field of each collection. */
export const collections = {
	contact: {
		fullName: { kind: 'lww', type: 'string', minLength: 1, maxLength: 200, required: true },
		givenName: rule1,
		familyName: rule1,
		nickname: rule1,
		organization: rule1,
		title: rule1,
		emails: rule2,
		phones: rule2,
		addresses: { kind: 'map', type: 'object', members: { label: { type: 'string', maxLength: 500 }, street: { type: 'string', maxLength: 500 }, locality: { type: 'string', maxLength: 500 }, region: { type: 'string', maxLength: 500 }, postalCode: { type: 'string', maxLength: 500 }, country: { type: 'string', maxLength: 500 }, confirmedOn: { type: 'date' }, pos: { type: 'number' } }, key: 'name' },
		urls: rule2,
		dates: { kind: 'map', type: 'object', members: { kind: { type: 'string', enum: ['birthday', 'anniversary', 'other'] }, date: { type: 'partial-date' }, label: { type: 'string', maxLength: 500 }, leadDays: { type: 'integer', minimum: 0, maximum: 366 } }, key: 'name' },
		tags: rule8,
		custom: { kind: 'map', type: 'string', maxLength: 5000, key: 'name' },
		vcard: rule7,
		uid: rule1,
		photo: { kind: 'lww', type: 'string', maxLength: 400000 },
		circle: rule10,
		cadenceDays: rule3,
		latestDays: rule3,
		stage: { kind: 'lww', type: 'string', enum: ['new', 'growing', 'steady', 'dormant', 'winding-down', 'ended'] },
		register: { kind: 'lww', type: 'string', enum: ['personal', 'results'] },
		communal: rule6,
		wouldGoOn: { kind: 'lww', type: 'string', enum: ['yes', 'unsure', 'no'] },
		wouldGoOnAsked: rule4,
		pausedUntil: rule4,
		snoozedUntil: rule4,
		pauseReason: rule15,
		waitingSince: rule4,
		manners: { kind: 'map', type: 'object', members: { value: { type: 'string', maxLength: 5000 }, askedOn: { type: 'date' } }, key: 'name' },
		rules: rule5,
		howWeMet: rule5
	},
	note: {
		body: rule5,
		at: rule9,
		confidential: rule6,
		pinned: rule6,
		contacts: rule11,
		source: rule7,
		captured: rule8
	},
	interaction: {
		at: rule9,
		kind: { kind: 'lww', type: 'string', enum: ['met', 'call', 'message', 'mail', 'letter', 'event'] },
		setting: { kind: 'lww', type: 'string', enum: ['work', 'outside'] },
		minutes: rule12,
		direction: { kind: 'lww', type: 'string', enum: ['out', 'in', 'both'] },
		planned: rule6,
		contacts: { kind: 'map', type: 'object', members: { remark: { type: 'string', maxLength: 5000 } }, key: 'id', orTrue: true },
		body: rule5,
		learned: rule7,
		willChange: rule7,
		changedOn: rule4,
		serveBetter: rule7
	},
	fact: {
		contact: rule10,
		text: rule7,
		date: rule18,
		heardIn: rule10,
		usedIn: rule11
	},
	need: {
		contact: rule10,
		text: rule7,
		kind: rule1,
		heardIn: rule10,
		confidence: rule13,
		state: rule14,
		onlyMe: rule6,
		why: rule7,
		proof: rule7,
		perMonth: rule12,
		confirmedOn: rule4,
		askedOf: rule10
	},
	offer: {
		contact: rule10,
		text: rule7,
		kind: rule1,
		heardIn: rule10,
		confidence: rule13,
		state: rule14,
		onlyMe: rule6,
		why: rule7,
		proof: rule7,
		perMonth: rule12,
		confirmedOn: rule4,
		told: { kind: 'map', type: 'object', members: { on: { type: 'date' } }, key: 'id' }
	},
	match: {
		need: rule10,
		offer: rule10,
		helper: rule10,
		decision: { kind: 'lww', type: 'string', enum: ['offered', 'introduced', 'no-fit'] }
	},
	introduction: {
		a: rule10,
		b: rule10,
		need: rule10,
		state: { kind: 'lww', type: 'string', enum: ['asked-a', 'asked-b', 'agreed', 'introduced', 'closed', 'declined'] },
		outcome: { kind: 'lww', type: 'string', enum: ['good', 'neutral', 'bad'] },
		thanked: rule6
	},
	promise: {
		by: { kind: 'lww', type: 'string', enum: ['me', 'them'] },
		contact: rule10,
		text: rule7,
		inFull: rule7,
		due: rule9,
		originalDue: rule9,
		renegotiatedOn: rule4,
		deliveredOn: rule4,
		delivery: { kind: 'lww', type: 'string', enum: ['full', 'partly', 'not', 'released', 'handed-over'] },
		proof: rule7,
		confirmed: rule6,
		madeGoodOn: rule4,
		when: rule15,
		handedTo: rule10,
		nudges: rule17
	},
	exchange: {
		contact: rule10,
		direction: { kind: 'lww', type: 'string', enum: ['gave', 'received'] },
		kind: { kind: 'lww', type: 'string', enum: ['expertise', 'insight', 'opportunity', 'idea', 'priority', 'introduction', 'time', 'letter', 'access', 'other'] },
		size: { kind: 'lww', type: 'string', enum: ['s', 'm', 'l'] },
		text: rule7,
		on: rule4,
		landed: rule16,
		promise: rule10,
		need: rule10
	},
	question: {
		contact: rule10,
		text: rule7,
		askAfter: rule4,
		from: rule10,
		askedIn: rule10,
		answer: rule7
	},
	idea: {
		contact: rule10,
		need: rule10,
		text: rule7,
		why: rule7,
		deliveredOn: rule4,
		landed: rule16
	},
	motivator: {
		contact: rule10,
		word: rule1,
		status: { kind: 'lww', type: 'string', enum: ['guess', 'seen', 'told'] },
		evidence: { kind: 'map', type: 'object', members: { text: { type: 'string', maxLength: 5000 }, on: { type: 'date' } }, key: 'name', orTrue: true }
	},
	circle: {
		name: rule1,
		idealDays: rule3,
		latestDays: rule3,
		cap: rule12,
		pos: { kind: 'lww', type: 'number' }
	},
	reminder: {
		title: rule1,
		at: rule9,
		zone: rule19,
		every: { kind: 'lww', type: 'object', members: { n: { type: 'integer', minimum: 1, maximum: 1000 }, unit: { type: 'string', enum: ['day', 'week', 'month', 'year'] } } },
		until: rule9,
		contact: rule10,
		snoozedUntil: rule9,
		done: rule17,
		doneThrough: { kind: 'max', type: 'date-or-time' },
		paused: rule6,
		notify: rule6
	},
	letter: {
		contact: rule10,
		reason: rule7,
		body: rule5,
		address: rule15,
		state: { kind: 'lww', type: 'string', enum: ['idea', 'written', 'posted', 'arrived'] },
		writtenOn: rule4,
		postedOn: rule4,
		interaction: rule10,
		exchange: rule10,
		mentionedIn: rule10
	},
	document: {
		contact: rule10,
		title: rule1,
		url: { kind: 'lww', type: 'string', maxLength: 2000 },
		role: rule1,
		invitedOn: rule4,
		openedOn: rule4
	},
	goal: {
		text: rule7,
		by: rule18,
		state: rule1,
		stateOn: rule4,
		became: rule10,
		contacts: rule11,
		moved: { kind: 'map', type: 'object', members: { text: { type: 'string', maxLength: 5000 }, on: { type: 'date' } }, key: 'name' }
	},
	feedback: {
		contact: rule10,
		text: rule7,
		on: rule4,
		outcome: rule7,
		outcomeOn: rule4,
		willChange: rule7
	},
	assumption: {
		contact: rule10,
		text: rule7,
		on: rule4,
		outcome: rule7,
		outcomeOn: rule4
	},
	risk: {
		contact: rule10,
		text: rule7,
		on: rule4,
		outcome: rule7,
		outcomeOn: rule4
	},
	ending: {
		contact: rule10,
		why: rule7,
		decidedOn: rule4,
		closedOn: rule4,
		thanked: rule6,
		successor: rule10,
		door: { kind: 'lww', type: 'string', enum: ['closed', 'ajar', 'open'] },
		closingNote: rule7
	},
	review: {
		kind: { kind: 'lww', type: 'string', enum: ['week', 'quarter'] },
		on: rule4,
		step: rule1,
		doneOn: rule4,
		decisions: { kind: 'map', type: 'string', maxLength: 500, key: 'id' },
		newPeople: rule7,
		risk: rule7,
		learned: rule7,
		willChange: rule7,
		changedOn: rule4
	},
	prompt: {
		contact: rule10,
		until: { kind: 'map', type: 'date', key: 'name' }
	},
	role: {
		contact: rule10,
		title: rule1,
		organization: rule1,
		until: rule4
	},
	setting: {
		zone: rule19,
		locale: { kind: 'lww', type: 'string', maxLength: 35 },
		quietFrom: rule20,
		quietTo: rule20,
		digestAt: rule20,
		touchesPerWeek: { kind: 'lww', type: 'integer', minimum: 0, maximum: 1000 },
		muted: rule8,
		reviewDay: { kind: 'lww', type: 'integer', minimum: 0, maximum: 7 },
		weekPutOff: rule4,
		quarterPutOff: rule4,
		sender: rule15,
		showNames: rule6
	}
} as const satisfies Record<CollectionName, Record<string, FieldRule>>;
