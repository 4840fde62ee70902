/**
 * The notation of `year.txt`, one record a line, with what it is about first:
 *
 * ```text
 * contact #ana stage=steady circle=#close made=-900 : Ana Müller
 *   title : CFO | Finanzchefin
 * -43 call minutes=20 : Sent her the churn study. | Schickte ihr die Studie.
 * promise by=me due=+3 : Intro to Raj | Bekanntmachen mit Raj
 *   inFull : Both agreed first | Beide haben zugestimmt
 * ```
 *
 * What is indented is a field of the record above it. A number that stands alone where a day
 * belongs is so many days from today. `#name` names a record, also before it is made. Behind ` : `
 * stands the text, English first, German behind ` | ` where it is another one; `¶` is the end of a line.
 */

/** One line, taken apart. */
export interface Entry {
	/** The collection; of a field, its name. */
	readonly head: string;
	/** What the record is called by others. */
	readonly name: string | undefined;
	/** What stood as `key=value`, as it stood. */
	readonly values: readonly (readonly [key: string, value: string])[];
	/** The text in the language asked for. */
	readonly text: string | undefined;
	/** The indented lines below it. */
	readonly fields: readonly Entry[];
}

/** The languages of the sample. */
export type Language = 'en' | 'de';

/** Reads the notation. Lines that begin with `//` say something to whoever writes it. */
export function readYear(source: string, language: Language): readonly Entry[] {
	const entries: Open[] = [];
	for (const line of source.split('\n')) {
		if (line.trim() === '' || line.startsWith('//')) continue;
		const entry = readLine(line.trim(), language);
		if (line.startsWith(' ') || line.startsWith('\t')) entries.at(-1)?.fields.push(entry);
		else entries.push(entry);
	}
	return entries;
}

type Open = Entry & { readonly fields: Entry[] };

function readLine(line: string, language: Language): Open {
	const colon = line.indexOf(' : ');
	const words = (colon < 0 ? line : line.slice(0, colon)).split(' ');
	const [head = '', ...rest] = /^[+-]?\d/.test(line) ? happening(words) : words;
	return {
		head,
		name: rest.find((word) => word.startsWith('#'))?.slice(1),
		values: rest.flatMap((word) => pair(word)),
		text: colon < 0 ? undefined : inLanguage(line.slice(colon + 3), language),
		fields: []
	};
}

/** A line that begins with a day is a note, or an interaction of the kind that follows. */
function happening([day = '', kind = '', ...rest]: readonly string[]): readonly string[] {
	return kind === 'note'
		? ['note', `at=${day}`, ...rest]
		: ['interaction', `at=${day}`, `kind=${kind}`, ...rest];
}

function pair(word: string): [string, string][] {
	const equals = word.indexOf('=');
	return equals < 0 ? [] : [[word.slice(0, equals), word.slice(equals + 1)]];
}

function inLanguage(text: string, language: Language): string {
	const [english = '', german = english] = text.split(' | ');
	return (language === 'de' ? german : english).trim().replaceAll(/ ?¶ ?/g, '\n');
}
