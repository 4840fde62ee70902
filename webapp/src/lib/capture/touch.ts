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
		'meeting|meet|lunch|brunch|coffee|dinner|breakfast|supper|drinks?|beers?|tea|walk|hike|visit|catch-?up|treffen|mittagessen|mittag|essen|kaffee|abendessen|frühstück|bier|tee|spaziergang|besuch',
		'met|met up|visited|ran into|bumped into|saw|traf|trafen|getroffen|besucht'
	],
	call: [
		'call|phone call|video call|videocall|zoom|facetime|anruf|telefonat|videoanruf',
		'called|phoned|rang|spoke|talked|telefoniert|angerufen|gesprochen'
	],
	message: [
		'message|text message|whatsapp|sms|dm|chat|slack|nachricht',
		'messaged|texted|chatted|geschrieben|gechattet'
	],
	mail: ['mail|email|e-mail', 'mailed|emailed|e-mailed|gemailt'],
	letter: ['letter|postcard|brief|postkarte|karte', ''],
	event: [
		'conference|workshop|party|concert|reception|konferenz|messe|veranstaltung|konzert|empfang',
		''
	]
};

/** Before a word of contact, these say that there was none. */
const NOT =
	/^(?:not?|never|should|shall|will|would|could|can|might|must|to|please|if|when|wants?|needs?|didn['’]t|couldn['’]t|missed|nicht|kein[e]?[nmrs]?|nie|soll(?:te)?|will|werde|wird|könnte|muss|müsste|möchte|bitte|wenn|falls|zu|a|the)$/iu;

/** Articles are fine before a noun. */
const ARTICLE = /^(?:a|the)$/iu;

/** A word of contact stands near the beginning. */
const MAX_WORDS_BEFORE = 4;

const DURATION =
	/(?<![\p{L}\p{N}.,:])(?:(?<hours>\d{1,2})\s?(?:h|std\.?|hours?|hrs?|stunden?)\s?(?<rest>[0-5]?\d)?(?:\s?(?:m|min|mins|minutes|minuten))?|(?<minutes>\d{1,3})\s?(?:m|min\.?|mins|minutes?|minuten?)|(?<clock>\d{1,2}):(?<past>[0-5]\d)\s?(?:h|std\.?)|(?<part>\d{1,2}[.,]\d)\s?(?:h|hours?|hrs?|std\.?|stunden?)|(?<word>half an hour|an hour and a half|an hour|two hours|three hours|(?:eine )?halbe stunde|eine stunde|anderthalb stunden|eineinhalb stunden|zwei stunden|drei stunden))(?![\p{L}\p{N}])/iu;

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
	let first: FoundKind | undefined;
	for (const { kind, regex } of kindPatterns) {
		const match = regex.exec(sentence);
		if (match === null || (first !== undefined && first.start <= match.index)) continue;
		const word = match[0];
		const isPast = match.groups?.['past'] !== undefined;
		first = { kind, word, start: match.index, end: match.index + word.length, isPast };
	}
	if (first === undefined) return undefined;
	const before = sentence.slice(0, first.start).match(/[\p{L}\p{N}'’]+/gu) ?? [];
	if (before.length > MAX_WORDS_BEFORE) return undefined;
	// "Call her tomorrow" is a wish, "call with her" was one.
	if (!first.isPast && isOrder(sentence, first)) return undefined;
	const said = first.isPast ? before : before.filter((word) => !ARTICLE.test(word));
	return said.some((word) => NOT.test(word)) ? undefined : first;
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

/** Another day than today, said in the first part of the sentence: "yesterday", "lunch tomorrow 13:00". */
function findDay(sentence: string, kind: FoundKind | undefined, now: Now) {
	const comma = /[,;:–—](?=\s)/u.exec(sentence)?.index ?? sentence.length;
	const when = findWhen(sentence.slice(0, comma), now);
	if (when === undefined || when.partial !== undefined || when.isDeadline) return undefined;
	let day = when.from;
	if (kind?.isPast === true && day > now.today) {
		const said = sentence.slice(when.start, when.end);
		day = /\d/u.test(said) ? move(day, -1, 'year') : move(day, -7, 'day');
	}
	const isPlanned = day > now.today;
	if (isPlanned && kind === undefined) return undefined;
	return { day, time: when.time, isPlanned, run: [when.start, when.end] as const };
}

function longestFirst(words: string): string {
	return words
		.split('|')
		.sort((a, b) => b.length - a.length)
		.join('|');
}
