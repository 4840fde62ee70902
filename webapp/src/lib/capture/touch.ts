/**
 * What the first sentence of a text says about how people were in touch: "lunch 45m outside",
 * "Called Raj", "Mittagessen draußen". Only there, because further down such words tell a story.
 */
import type { Interaction } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';

import { move } from './spans.ts';
import { findWhen, type Now } from './when.ts';

/** A contact that took place, or is planned, as far as it was said. */
export interface Touch {
	readonly kind?: NonNullable<Interaction['kind']>;
	/** The word that says so, as it was typed: "lunch". */
	readonly word?: string;
	readonly setting?: NonNullable<Interaction['setting']>;
	readonly minutes?: number;
	/** The day, if another one than that of writing. */
	readonly day?: WallDate;
	/** The clock time of that day, `HH:MM`. */
	readonly time?: string;
	readonly isPlanned: boolean;
	/** The runs of the sentence that say it, in their order. */
	readonly runs: readonly (readonly [start: number, end: number])[];
}

type Kind = NonNullable<Interaction['kind']>;

/** Words of a kind; those that can only tell of the past stand behind the colon. */
const kindWords: Readonly<Record<Kind, readonly [any: string, past: string]>> = {
	met: [
		'meeting|meet|seeing|lunch|brunch|coffee|dinner|breakfast|supper|drinks?|beers?|tea|walk|hike|visit|catch-?up|appointment|interview|one-on-one|1:1|golf|tennis|barbecue|treffen|termin|verabredung|besprechung|gespräch|jour fixe|stammtisch|mittagessen|mittag|zu mittag|zu abend|essen|kaffee|kaffeetrinken|abendessen|frühstück|bier|feierabendbier|tee|spaziergang|wanderung|besuch',
		'met|met up|visited|ran into|bumped into|saw|lunched|dined|traf|trafen|getroffen|besucht|gegessen|gefrühstückt|begegnet'
	],
	call: [
		'call|phone call|video call|videocall|video-call|zoom call|zoom-call|teams call|teams-call|teams meeting|teams(?= with)|teams(?= mit)|quick chat|good chat|great chat|long chat|zoom|facetime|webex|telko|anruf|telefonat|videoanruf|videokonferenz|telefonkonferenz',
		'on the phone(?= with)|off the phone(?= with)|called|phoned|rang|spoke|talked|telefoniert|angerufen|gesprochen'
	],
	message: [
		'message|text message|whatsapp|sms|dm|chat|slack|nachricht',
		'messaged|texted|chatted|whatsapped|wrote|replied|geschrieben|gechattet'
	],
	mail: ['mail|email|e-mail', 'mailed|emailed|e-mailed|gemailt'],
	letter: ['letter|postcard|brief|postkarte|karte', ''],
	event: [
		'conference|workshop|webinar|seminar|party|wedding|concert|reception|konferenz|kongress|messe|veranstaltung|konzert|empfang|feier|weihnachtsfeier|geburtstagsfeier|sommerfest|hochzeit',
		''
	]
};

/** Before a word of contact, these say that there was none. */
const NOT =
	/^(?:not?|never|should|shall|will|would|could|can|might|must|to|please|if|when|wants?|needs?|didn['’]t|couldn['’]t|missed|nicht|kein[e]?[nmrs]?|nie|soll(?:te)?|will|werde|wird|könnte|muss|müsste|möchte|bitte|wenn|falls|zu|a|the)$/iu;

/** Behind it, these say that nothing came of it. */
const OFF =
	/(?<!\p{L})(?:verpasst|abgesagt|ausgefallen|fällt aus|fiel aus|verschoben|cancell?ed|postponed|called off|fell through)(?!\p{L})/iu;

/** Beside a noun, these say that it has been: "had lunch on Friday". */
const HAS_BEEN =
	/(?<!\p{L})(?:had|was|were|went|played|hatten?|war(?:en)?|gehabt|gewesen|getrunken|gegessen|gespielt|gemacht)(?!\p{L})/iu;

/** Verbs that tell less than any noun beside them: "wrote a postcard", "per WhatsApp geschrieben". */
const PLAIN_VERB = /^(?:wrote|replied|geschrieben)$/iu;

/** Articles are fine before a noun. */
const ARTICLE = /^(?:a|the)$/iu;

/** A word of contact stands near the beginning. */
const MAX_WORDS_BEFORE = 4;

/** A verb may come later: in German it is the last word. */
const MAX_WORDS_BEFORE_VERB = 6;

/** Before a verb, these say that it is somebody else's story. */
const REPORT =
	/^(?:told|said|says|tells|heard|that|whether|sagte?|erzählte?|meinte?|berichtete?|gehört|dass|ob)$/iu;

const DURATION =
	/(?<![\p{L}\p{N}.,:])(?:(?<hours>\d{1,2})\s?(?:h|std\.?|hours?|hrs?|stunden?)\s?(?<rest>[0-5]?\d)?(?:\s?(?:m|min|mins|minutes|minuten))?|(?<minutes>\d{1,3})\s?(?:m|min\.?|mins|minutes?|minuten?|['’′](?!\p{L}))|(?<clock>\d{1,2}):(?<past>[0-5]\d)\s?(?:h|std\.?)|(?<part>\d{1,2}[.,]\d)\s?(?:h|hours?|hrs?|std\.?|stunden?)|(?<word>half an hour|an hour and a half|an hour|two hours|three hours|(?:eine )?halbe stunde|eine stunde|anderthalb stunden|eineinhalb stunden|zwei stunden|drei stunden))(?![\p{L}\p{N}])/iu;

const spoken: Readonly<Record<string, number>> = {
	'half an hour': 30,
	'an hour and a half': 90,
	'an hour': 60,
	'two hours': 120,
	'three hours': 180,
	'halbe stunde': 30,
	'eine halbe stunde': 30,
	'eine stunde': 60,
	'anderthalb stunden': 90,
	'eineinhalb stunden': 90,
	'zwei stunden': 120,
	'drei stunden': 180
};

const OUTSIDE =
	/(?<![\p{L}\p{N}])(?:outside(?: of work)?|outdoors|privately|draußen|ausserhalb|außerhalb|privat)(?=\s*(?:[.,;:!?)]|$|\p{Extended_Pictographic}|with\b|at\b|mit\b|@))/iu;
const AT_WORK =
	/(?<![\p{L}\p{N}])(?:at work|at the office|in the office|at (?:his|her|their|my|our) office|im büro|bei der arbeit|in der firma)(?![\p{L}\p{N}])/iu;

/** Where a sentence takes breath; a clock time goes on with the day before it. */
const PAUSE = /[,;:–—](?=\s)(?!\s+\d{1,2}(?:[:.]\d{2}|\s?(?:am|pm|uhr)))/iu;

const kindPatterns = Object.entries(kindWords).map(([kind, [any, past]]) => ({
	kind: kind as Kind,
	regex: new RegExp(
		String.raw`(?<![\p{L}\p{N}@#-])(?:(?<past>${past === '' ? '(?!)' : longestFirst(past)})|(?:${longestFirst(any)}))(?![\p{L}\p{N}-])`,
		'iu'
	)
}));

/**
 * Reads the first sentence. Names in it should be blanked out beforehand, so that nobody is a meeting.
 * `undefined` if it says nothing of a contact.
 */
export function findTouch(sentence: string, now: Now): Touch | undefined {
	const kind = findKind(sentence);
	const duration = findDuration(sentence);
	const outside = OUTSIDE.exec(sentence);
	const work = outside === null ? AT_WORK.exec(sentence) : null;
	const setting = outside ?? work;
	const isFirst = (at: number | undefined) =>
		at !== undefined && sentence.slice(0, at).trim() === '';
	if (kind === undefined && !isFirst(duration?.start) && !isFirst(setting?.index)) return undefined;
	const day = findDay(sentence, kind, now);
	const runs: (readonly [number, number])[] = [];
	if (kind !== undefined) runs.push([kind.start, kind.end]);
	if (duration !== undefined) runs.push([duration.start, duration.end]);
	if (setting !== null) runs.push([setting.index, setting.index + setting[0].length]);
	if (day !== undefined) runs.push(day.run);
	return {
		...(kind !== undefined && { kind: kind.kind, word: kind.word }),
		...(setting !== null && { setting: outside === null ? 'work' : 'outside' }),
		...(duration !== undefined && { minutes: duration.minutes }),
		...(day !== undefined && { day: day.day }),
		...(day?.time !== undefined && { time: day.time }),
		isPlanned: day?.isPlanned ?? false,
		runs: runs.sort(([a], [b]) => a - b)
	};
}

interface FoundKind {
	readonly kind: Kind;
	readonly word: string;
	readonly start: number;
	readonly end: number;
	readonly isPast: boolean;
}

function findKind(sentence: string): FoundKind | undefined {
	const kind = firstKind(sentence);
	if (kind === undefined) return undefined;
	const before = sentence.slice(0, kind.start).match(/[\p{L}\p{N}'’]+/gu) ?? [];
	if (before.length > (kind.isPast ? MAX_WORDS_BEFORE_VERB : MAX_WORDS_BEFORE)) return undefined;
	if (kind.isPast && before.some((word) => REPORT.test(word))) return undefined;
	const [said = ''] = sentence.split(PAUSE);
	if (OFF.test(said.slice(kind.end))) return undefined;
	const isPast = kind.isPast || HAS_BEEN.test(said);
	// "Call her tomorrow" is a wish, "call with her" was one.
	if (!isPast && isOrder(sentence, kind)) return undefined;
	const words = kind.isPast ? before : before.filter((word) => !ARTICLE.test(word));
	return words.some((word) => NOT.test(word)) ? undefined : { ...kind, isPast };
}

/** The first word of contact; a verb that says more than a noun, or a noun that says more than a verb, goes before it. */
function firstKind(sentence: string): FoundKind | undefined {
	const found = kindPatterns
		.flatMap(({ kind, regex }): FoundKind[] => {
			const match = regex.exec(sentence);
			if (match === null) return [];
			const [word] = match;
			const isPast = match.groups?.['past'] !== undefined;
			return [{ kind, word, start: match.index, end: match.index + word.length, isPast }];
		})
		.sort((a, b) => a.start - b.start);
	const [first] = found;
	if (first === undefined) return undefined;
	// "Auf der Messe getroffen" was a meeting, "wrote a postcard" a letter.
	const wasMet = found.find(({ kind, isPast }) => kind === 'met' && isPast);
	if (first.kind === 'event' && wasMet !== undefined) return wasMet;
	return (PLAIN_VERB.test(first.word) ? found[1] : undefined) ?? first;
}

function isOrder(sentence: string, { word, start, end }: FoundKind): boolean {
	if (!/^(?:call|mail|e-?mail|message|meet|visit|text)$/iu.test(word)) return false;
	if (/[\p{L}\p{N}]/u.test(sentence.slice(0, start))) return false;
	return /^\s+(?:him|her|them|back|the|his|their|about (?:him|her|them))(?![\p{L}])/iu.test(
		sentence.slice(end)
	);
}

function findDuration(sentence: string) {
	const match = DURATION.exec(sentence);
	if (match === null) return undefined;
	const { hours, rest, minutes, clock, past, part, word } = match.groups ?? {};
	const count =
		word !== undefined
			? spoken[word.toLowerCase()]
			: part !== undefined
				? Math.round(Number(part.replace(',', '.')) * 60)
				: Number(hours ?? clock ?? 0) * 60 + Number(rest ?? past ?? minutes ?? 0);
	if (count === undefined || count <= 0) return undefined;
	return { minutes: count, start: match.index, end: match.index + match[0].length };
}

/** Another day than today, said in the first part of the sentence or opening another: "lunch, tomorrow 13:00". */
function findDay(sentence: string, kind: FoundKind | undefined, now: Now) {
	const found = findDayIn(sentence, now);
	if (found === undefined) return undefined;
	const { when, start } = found;
	const said = sentence.slice(start + when.start, start + when.end);
	const isBehind = kind?.isPast === true && when.from > now.today;
	const day = isBehind ? lastTime(when.from, said) : when.from;
	const isPlanned = day > now.today;
	if (isPlanned && kind === undefined) return undefined;
	return { day, time: when.time, isPlanned, run: [start + when.start, start + when.end] as const };
}

/** The time before the one that lies ahead: of a weekday, of a day of the month, of a day of the year. */
function lastTime(day: WallDate, said: string): WallDate {
	const bare = said.replace(/,?\s+(?:at|um|gegen)?\s*\d+(?:[:.]\d{2}|\s?(?:am|pm|uhr|h))+$/iu, '');
	if (!/\d/u.test(bare)) return move(day, -7, 'day');
	const isOfMonth = /^(?:on|am|the|\s)*\d+(?:st|nd|rd|th|\.)?$/iu.test(bare);
	return move(day, -1, isOfMonth ? 'month' : 'year');
}

function findDayIn(sentence: string, now: Now) {
	let start = 0;
	for (const part of sentence.split(PAUSE)) {
		const when = findWhen(part, now);
		const isDay = when !== undefined && when.partial === undefined && !when.isDeadline;
		const isOpening = start === 0 || part.slice(0, when?.start).trim() === '';
		if (isDay && isOpening) return { when, start };
		start += part.length + 1;
	}
	return undefined;
}

function longestFirst(words: string): string {
	return words
		.split('|')
		.sort((a, b) => b.length - a.length)
		.join('|');
}
