/**
 * Content lines: the syntax that vCard (RFC 6350, RFC 2426, vCard 2.1) shares
 * with iCalendar. Knows nothing of what the properties mean.
 */

/** One property, unfolded and decoded, its value still escaped. */
export interface ContentLine {
	/** Group before the dot, such as `item1`; empty if there is none. Lower case. */
	readonly group: string;
	/** Property name, upper case. */
	readonly name: string;
	/** Parameters by upper-case name; each has one or more values. */
	readonly params: ReadonlyMap<string, readonly string[]>;
	/** The value as it stands in the file, with its escapes. */
	readonly value: string;
	/** Number of the line in the file at which the property starts, from 1. */
	readonly line: number;
	/** The property as it was written, unfolded, for the round trip of what is not understood. */
	readonly raw: string;
}

/** A line that is no content line. */
export interface BadLine {
	readonly line: number;
	readonly bad: string;
}

interface Logical {
	readonly text: string;
	readonly line: number;
}

/**
 * Splits a file into content lines, one at a time, so that a caller can pause
 * in a file of any size. Blank lines are skipped.
 */
export function* contentLines(text: string): Generator<ContentLine | BadLine, void, undefined> {
	for (const logical of unfold(text)) yield parseLine(logical);
}

/** Joins folded lines, and the soft line breaks of vCard 2.1's quoted-printable values. */
function* unfold(text: string): Generator<Logical, void, undefined> {
	let parts: string[] = [];
	let start = 0;
	let soft = false;
	let number = 0;
	for (const line of physicalLines(text)) {
		number++;
		if (parts.length > 0 && soft) {
			parts.push(line);
			soft = line.endsWith('=');
			continue;
		}
		if (parts.length > 0 && /^[ \t]/.test(line)) {
			parts.push(line.slice(1));
			continue;
		}
		if (parts.length > 0) yield { text: joined(parts), line: start };
		parts = line.trim() === '' ? [] : [line];
		start = number;
		soft = isQuotedPrintable(line) && line.endsWith('=');
	}
	if (parts.length > 0) yield { text: joined(parts), line: start };
}

function joined(parts: readonly string[]): string {
	if (!isQuotedPrintable(parts[0] ?? '')) return parts.join('');
	return parts.map((part, i) => (i < parts.length - 1 ? part.replace(/=$/, '') : part)).join('');
}

function* physicalLines(text: string): Generator<string, void, undefined> {
	let from = 0;
	while (from < text.length) {
		let end = text.indexOf('\n', from);
		if (end === -1) end = text.length;
		yield text.slice(from, text[end - 1] === '\r' ? Math.max(from, end - 1) : end);
		from = end + 1;
	}
}

function isQuotedPrintable(line: string): boolean {
	const colon = line.indexOf(':');
	return colon > 0 && /;(?:ENCODING=)?QUOTED-PRINTABLE(?:;|$)/i.test(line.slice(0, colon));
}

const head = /^(?:([A-Za-z0-9-]+)\.)?([A-Za-z0-9-]+)(?=[;:])/;

function parseLine({ text, line }: Logical): ContentLine | BadLine {
	const match = head.exec(text);
	if (match === null) return { line, bad: text };
	const params = new Map<string, string[]>();
	let at = match[0].length;
	while (text[at] === ';') {
		const param = readParam(text, at + 1);
		if (param === undefined) return { line, bad: text };
		const values = params.get(param.name) ?? [];
		values.push(...param.values);
		params.set(param.name, values);
		at = param.end;
	}
	if (text[at] !== ':') return { line, bad: text };
	return {
		group: (match[1] ?? '').toLowerCase(),
		name: (match[2] ?? '').toUpperCase(),
		params,
		value: decodeTransfer(text.slice(at + 1), params),
		line,
		raw: text
	};
}

interface Param {
	readonly name: string;
	readonly values: readonly string[];
	/** Index after the parameter. */
	readonly end: number;
}

/** Reads one parameter. vCard 2.1 writes bare values (`;HOME;VOICE`): they are types or encodings. */
function readParam(text: string, start: number): Param | undefined {
	const name = /^[A-Za-z0-9-]*/.exec(text.slice(start, start + 128))?.[0] ?? '';
	let at = start + name.length;
	if (text[at] !== '=') {
		if (name === '' && text[at] !== ';' && text[at] !== ':') return undefined;
		return { name: bareParamName(name), values: name === '' ? [] : [name], end: at };
	}
	const values: string[] = [];
	do {
		at++;
		const quoted = text[at] === '"';
		const end = quoted ? text.indexOf('"', at + 1) : endOfPlainValue(text, at);
		if (end === -1) return undefined;
		values.push(unescapeParam(text.slice(quoted ? at + 1 : at, end)));
		at = quoted ? end + 1 : end;
	} while (text[at] === ',');
	return { name: name.toUpperCase(), values, end: at };
}

function bareParamName(value: string): string {
	return /^(?:QUOTED-PRINTABLE|BASE64|8BIT|7BIT|B)$/i.test(value) ? 'ENCODING' : 'TYPE';
}

function endOfPlainValue(text: string, from: number): number {
	for (let i = from; i < text.length; i++) {
		if (text[i] === ';' || text[i] === ':' || text[i] === ',') return i;
	}
	return -1;
}

/** RFC 6868: a caret escapes line breaks, carets and quotes in parameters. */
function unescapeParam(value: string): string {
	return value.replace(/\^([n'^])/g, (_, c: string) => (c === 'n' ? '\n' : c === "'" ? '"' : '^'));
}

function decodeTransfer(value: string, params: ReadonlyMap<string, readonly string[]>): string {
	const quotedPrintable = params
		.get('ENCODING')
		?.some((encoding) => encoding.toUpperCase() === 'QUOTED-PRINTABLE');
	if (quotedPrintable !== true) return value;
	const bytes: number[] = [];
	const encoder = new TextEncoder();
	for (const [piece, hex] of value.matchAll(/=([0-9A-Fa-f]{2})|[\s\S]/gu)) {
		if (hex === undefined) bytes.push(...encoder.encode(piece));
		else bytes.push(Number.parseInt(hex, 16));
	}
	// Decoded text may hold what vCard 3 escapes: a line break must stay one value.
	return decodeBytes(Uint8Array.from(bytes), params.get('CHARSET')?.[0]).replace(/\r?\n/g, '\\n');
}

function decodeBytes(bytes: Uint8Array, charset: string | undefined): string {
	try {
		return new TextDecoder(charset ?? 'utf-8').decode(bytes);
	} catch {
		return new TextDecoder('utf-8').decode(bytes); // a charset that nobody knows
	}
}

/** Undoes the escapes of a text value (RFC 6350 §3.4): line breaks, commas, semicolons, backslashes. */
export function unescapeText(value: string): string {
	return value.replace(/\\([\s\S])/g, (_, c: string) => (c === 'n' || c === 'N' ? '\n' : c));
}

/** Splits at a separator that is not escaped; the parts are still escaped. */
export function splitUnescaped(value: string, separator: ',' | ';'): readonly string[] {
	const parts: string[] = [];
	let from = 0;
	for (let i = 0; i < value.length; i++) {
		if (value[i] === '\\') i++;
		else if (value[i] === separator) {
			parts.push(value.slice(from, i));
			from = i + 1;
		}
	}
	parts.push(value.slice(from));
	return parts;
}

/**
 * Decodes the bytes of a file: UTF-8, UTF-16 by its byte order mark, and
 * Windows-1252 for old exports that are no valid UTF-8.
 */
export function decodeFile(bytes: Uint8Array): string {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-1252').decode(bytes);
	}
}
