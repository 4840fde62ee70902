/** The marks that make structure, and where in a text they stand. */

/** What a clause says, by the sign in front of it. */
export type Mark =
	| 'promise'
	| 'theirPromise'
	| 'question'
	| 'need'
	| 'gave'
	| 'received'
	| 'fact'
	| 'feedback'
	| 'change'
	| 'idea';

/** The sign of each mark, as it is typed. */
export const signs = {
	promise: '!',
	theirPromise: '!!',
	question: '?',
	need: '#',
	gave: '+',
	received: '-',
	fact: '*',
	feedback: '^',
	change: '>',
	idea: '~'
} as const satisfies Record<Mark, string>;

/** A run of the text with a mark in front of it. Positions count UTF-16 units, as the text box does. */
export interface Clause {
	readonly mark: Mark;
	/** Where the line or the sentence begins that it opens: names may stand between there and the sign. */
	readonly lead: number;
	/** Where the sign stands. */
	readonly start: number;
	/** Where what it says begins. */
	readonly from: number;
	/** Where it ends, without the white space after it. */
	readonly end: number;
}

/** A run of the text that a name takes, so that a mark may follow it. */
export interface Taken {
	readonly start: number;
	readonly end: number;
}

const byForm: Readonly<Record<string, Mark>> = {
	'!': 'promise',
	'！': 'promise',
	'!!': 'theirPromise',
	'！！': 'theirPromise',
	'?': 'question',
	'？': 'question',
	'؟': 'question',
	'#': 'need',
	'＃': 'need',
	'+': 'gave',
	'＋': 'gave',
	'-': 'received',
	'－': 'received',
	'*': 'fact',
	'＊': 'fact',
	'^': 'feedback',
	'＾': 'feedback',
	'>': 'change',
	'＞': 'change',
	'~': 'idea',
	'～': 'idea'
};

/**
 * A sign and the space after it. At the start of a line some signs do without the space; `#word` is a
 * hashtag, `-5` a number, `*word*` is bold, `+49` a telephone, so those never do.
 */
const SIGN =
	/((?:!!|！！)(?![!?！？])|[!?^~](?=\p{L})|[!?#+\-*^>~](?=\s)|[！？؟＃＋－＊＾＞～])[^\S\n]*/uy;

/** The end of a sentence or a semicolon: behind it a clause may begin inside a line. */
const STOP =
	/(?:[.!?…。！？؟]|\p{Extended_Pictographic}\u{FE0F}?)["'”’»)\]]*(?=[^\S\n])|[;；](?=\s|$)/gu;

/** A word that ends with a point but no sentence: "e.g.", "z. B.", "Dr.". */
const ABBREVIATION =
	/(?:^|[\s(])(?:\p{L}\.|(?:\p{L}\.\s?)+|Dr|Mrs?|Ms|St|No|Nr|vs|ca|approx|bzw|usw|etc)\.?$/u;

/** What may stand between the start of a clause and its sign: space, marks of direction, commas and colons. */
const BETWEEN = /[\s,:\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

interface Line {
	readonly start: number;
	readonly text: string;
}

interface Stop {
	readonly at: number;
	/** Where the clause before it ends. */
	readonly end: number;
	readonly isLine: boolean;
	readonly isSemicolon: boolean;
}

/** Finds the marked clauses, in their order. `taken` are the names in the text, in their order. */
export function clausesOf(source: string, taken: readonly Taken[]): readonly Clause[] {
	const lines = linesOf(source);
	const isProse = proseOf(lines.map(({ text }) => text));
	return lines.flatMap((line, i) => (isProse[i] === true ? [] : clausesIn(source, line, taken)));
}

function linesOf(source: string): readonly Line[] {
	let start = 0;
	return source.split('\n').map((text) => {
		const line = { start, text };
		start += text.length + 1;
		return line;
	});
}

function clausesIn(source: string, line: Line, taken: readonly Taken[]): readonly Clause[] {
	const clauses: Clause[] = [];
	let open: Omit<Clause, 'end'> | undefined;
	const close = (at: number) => {
		if (open === undefined) return;
		const said = source.slice(open.from, at).trimEnd();
		if (/[\p{L}\p{N}]/u.test(said)) clauses.push({ ...open, end: open.from + said.length });
		open = undefined;
	};
	for (const stop of stopsOf(line)) {
		const next = signAt(source, stop, taken);
		if (next !== undefined || stop.isSemicolon) close(stop.end);
		open = next ?? open;
	}
	close(line.start + line.text.length);
	return clauses;
}

function stopsOf({ start, text }: Line): readonly Stop[] {
	const stops: Stop[] = [{ at: start, end: start, isLine: true, isSemicolon: false }];
	for (const { index, 0: found } of text.matchAll(STOP)) {
		const at = start + index + found.length;
		const isSemicolon = /[;；]/u.test(found);
		if (found === '.' && ABBREVIATION.test(text.slice(Math.max(0, index - 12), index + 1)))
			continue;
		stops.push({ at, end: isSemicolon ? start + index : at, isLine: false, isSemicolon });
	}
	return stops;
}

/** The sign that opens a clause at a stop, if one does. */
function signAt(
	source: string,
	stop: Stop,
	taken: readonly Taken[]
): Omit<Clause, 'end'> | undefined {
	let at = stop.at;
	let isNamed = false;
	for (;;) {
		const name = taken.find(({ start }) => start === at);
		if (name === undefined && !BETWEEN.test(source[at] ?? 'x')) break;
		if (source[at] === '\n') return undefined;
		isNamed ||= name !== undefined;
		at = name?.end ?? at + 1;
	}
	SIGN.lastIndex = at;
	const match = SIGN.exec(source);
	const mark = byForm[match?.[1] ?? ''];
	if (match === null || mark === undefined) return undefined;
	const from = at + match[0].length;
	// A dash after a name or a sentence is a dash, a greater-than sign is one, and "Ana + Raj" are two people.
	const isInside = isNamed || (!stop.isLine && !stop.isSemicolon);
	if (isInside && (mark === 'received' || mark === 'change')) return undefined;
	if (isNamed && mark === 'gave' && taken.some(({ start }) => start === from)) return undefined;
	if (!stop.isLine && match[0].trimEnd() === match[0] && /[!?^~]$/u.test(match[0]))
		return undefined;
	return { mark, lead: stop.at, start: at, from };
}

/** Which lines are lists, quotations or code, where marks mean something else. */
function proseOf(lines: readonly string[]): readonly boolean[] {
	const isProse: boolean[] = [];
	let isCode = false;
	for (const [i, line] of lines.entries()) {
		const isFence = line.startsWith('```');
		if (isFence) isCode = !isCode;
		isProse.push(isCode || isFence || isListed(lines, i, isProse) || isQuoted(lines, i));
	}
	return isProse;
}

/** Part of a list: indented, with a box to tick, under a line that ends with a colon, or one of three dashes in a row. */
function isListed(lines: readonly string[], i: number, before: readonly boolean[]): boolean {
	const line = lines[i] ?? '';
	const bullet = /^(\s*)([-*+])\s+(\[[ xX]?\])?/u.exec(line);
	if (bullet === null) return false;
	const [, indent = '', sign = '', box] = bullet;
	if (box !== undefined || indent.length > 1 || indent === '\t') return true;
	const previous = lines[i - 1] ?? '';
	if (/[:：]\s*$/u.test(previous)) return true;
	if (before[i - 1] === true && previous.trimStart().startsWith(`${sign} `)) return true;
	return sign === '-' && countRun(lines, i, '- ') >= 3;
}

/** Part of a quoted mail: two such lines in a row, a quote of a quote, or under "… wrote:". */
function isQuoted(lines: readonly string[], i: number): boolean {
	const line = lines[i] ?? '';
	if (!line.startsWith('>')) return false;
	if (/^>\s?>/u.test(line) || /[:：]\s*$/u.test(lines[i - 1] ?? '')) return true;
	return countRun(lines, i, '>') >= 2;
}

/** How many lines around this one begin alike. */
function countRun(lines: readonly string[], i: number, beginning: string): number {
	let [first, last] = [i, i];
	while (lines[first - 1]?.startsWith(beginning) === true) first--;
	while (lines[last + 1]?.startsWith(beginning) === true) last++;
	return last - first + 1;
}
