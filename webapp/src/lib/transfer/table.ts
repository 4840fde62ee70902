/**
 * Reads people from a table: the CSV files of Google (new and old), Outlook and LinkedIn, in English and
 * German. Each row is told as a vCard and read as one, so that whatever holds for cards holds for rows; what
 * a column means that is not understood is kept with the contact, as an unknown line of a card is.
 */
import { escaped, typed } from './card-text.ts';
import { columnOf, type Column } from './columns.ts';
import { isBroken, readCards, type BrokenCard, type Card } from './vcard.ts';

interface TableRow {
	/** Line of the file at which it begins, from 1. */
	readonly line: number;
	readonly cells: readonly string[];
}

/** Whether a file is a table of people: it has a row that names columns of names. */
export function isTable(text: string): boolean {
	return !/^BEGIN:VCARD/im.test(text) && headed(text) !== undefined;
}

/** How many rows a table has, at most. */
export function rowsIn(text: string): number {
	return text.split('\n').length;
}

/**
 * What a table holds, one person after the other, so that a caller can pause between them. Whether a day
 * or a month comes first in 5/6/1980 is told by the other days of the table, else by `dayFirst`.
 */
export function* readTable(
	text: string,
	dayFirst = writesDayFirst()
): Generator<Card | BrokenCard, void, undefined> {
	const table = headed(text);
	if (table === undefined) return;
	const isDayFirst = isDayFirstIn(text) ?? dayFirst;
	for (const { line, cells } of table.rows) {
		if (cells.every((cell) => cell.trim() === '')) continue;
		for (const item of readCards(cardOf(table.columns, cells, isDayFirst))) {
			yield isBroken(item)
				? { ...item, line, excerpt: cells.join(' ').trim().slice(0, 60) }
				: { ...item, line };
		}
	}
}

/** The columns, and the rows below them. LinkedIn writes some lines of its own above. */
function headed(text: string) {
	const rows = rowsOf(text, separatorOf(text));
	// A loop would close the generator, and the rows below are read from where this stops.
	for (let next = rows.next(); next.done !== true; next = rows.next()) {
		const columns = next.value.cells.map(columnOf);
		if (columns.some(({ property }) => property === 'N')) return { columns, rows };
	}
	return undefined;
}

/** What stands between cells: a comma, and where commas are for numbers a semicolon. */
function separatorOf(text: string): string {
	const head = text.slice(0, 2000);
	const count = (sign: string) => head.split(sign).length;
	return [';', '\t'].find((sign) => count(sign) > count(',')) ?? ',';
}

/** Rows by RFC 4180: cells in quotes may hold separators, line ends and doubled quotes. */
function* rowsOf(text: string, separator: string): Generator<TableRow, void, undefined> {
	let [line, start] = [1, 1];
	let cells: string[] = [];
	let cell = '';
	let isQuoted = false;
	for (let at = 0; at < text.length; at++) {
		const sign = text[at] ?? '';
		if (sign === '\n') line++;
		if (isQuoted) {
			if (sign !== '"') cell += sign;
			else if (text[at + 1] === '"') cell += text.charAt(++at);
			else isQuoted = false;
		} else if (sign === '"' && cell === '') {
			isQuoted = true;
		} else if (sign === separator) {
			cells.push(cell);
			cell = '';
		} else if (sign === '\n') {
			yield { line: start, cells: [...cells, cell] };
			[cells, cell, start] = [[], '', line];
		} else if (sign !== '\r') {
			cell += sign;
		}
	}
	if (cell !== '' || cells.length > 0) yield { line: start, cells: [...cells, cell] };
}

/** A row as a vCard. */
function cardOf(columns: readonly Column[], cells: readonly string[], isDayFirst: boolean): string {
	const filled = columns.flatMap((column, i) => {
		const value = (cells[i] ?? '').trim();
		return value === '' ? [] : [{ column, value }];
	});
	const labels = new Map(
		filled.flatMap(({ column, value }) =>
			column.property === 'LABEL' ? [[column.group, value.replace(/^\* ?/, '')] as const] : []
		)
	);
	const parts = (property: 'N' | 'ADR', group: string, size: number) => {
		const found = filled.filter(
			({ column }) => column.property === property && column.group === group
		);
		return Array.from({ length: size }, (_, part) =>
			escaped(
				found
					.filter(({ column }) => column.part === part)
					.map(({ value }) => value)
					.join(' ')
			)
		).join(';');
	};
	const lines = filled.flatMap(({ column, value }) =>
		simpleLines(column, value, labels, isDayFirst)
	);
	const addresses = new Set(
		filled.flatMap(({ column }) => (column.property === 'ADR' ? [column.group] : []))
	);
	return [
		'BEGIN:VCARD',
		'VERSION:4.0',
		`N:${parts('N', '', 5)}`,
		...[...addresses].map(
			(group) => `ADR${typed((labels.get(group) ?? group).toLowerCase())}:${parts('ADR', group, 7)}`
		),
		...lines,
		'END:VCARD'
	].join('\r\n');
}

function simpleLines(
	{ property, group, name }: Column,
	value: string,
	labels: ReadonlyMap<string, string>,
	isDayFirst: boolean
): readonly string[] {
	switch (property) {
		case 'N':
		case 'ADR':
		case 'LABEL':
			return [];
		case 'EMAIL':
		case 'TEL':
		case 'URL':
			// Google writes several values of one kind into a cell.
			return value
				.split(' ::: ')
				.map(
					(one) => `${property}${typed((labels.get(group) ?? group).toLowerCase())}:${escaped(one)}`
				);
		case 'BDAY':
		case 'ANNIVERSARY': {
			const day = dayOf(value, isDayFirst);
			return day === undefined ? [`X-${property}:${escaped(value)}`] : [`${property}:${day}`];
		}
		case 'CATEGORIES': {
			const tags = value.split(/ ::: |;/).map((tag) => tag.trim());
			const own = tags.filter((tag) => tag !== '' && !tag.startsWith('* '));
			return own.length === 0 ? [] : [`CATEGORIES:${own.map(escaped).join(',')}`];
		}
		case 'UNKNOWN':
			return [`X-${name.toUpperCase().replace(/[^A-Z0-9]+/g, '-')}:${escaped(value)}`];
		default:
			return [`${property}:${escaped(value)}`];
	}
}

/** Three numbers with slashes between them, as a day is written in many countries. */
const slashed = /\b(\d{1,2})\/(\d{1,2})\/(\d{4})\b/g;

/** Whether the days of a table can only be read with the day first, or only with the month first. */
function isDayFirstIn(text: string): boolean | undefined {
	for (const [, first, second] of text.matchAll(slashed)) {
		if (Number(first) > 12) return true;
		if (Number(second) > 12) return false;
	}
	return undefined;
}

/** Whether the browser's own way to write a day has the day before the month. */
export function writesDayFirst(locale?: string): boolean {
	const parts = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type);
	return parts.indexOf('day') < parts.indexOf('month');
}

/** A day as vCard writes it: from 1980-05-12, 12.5.1980, and 5/12/1980 or 12/5/1980. */
function dayOf(value: string, isDayFirst: boolean): string | undefined {
	if (/^(?:\d{4}|-)-\d{2}-\d{2}$/.test(value)) return value;
	const [, sign, first = '', second = '', year = ''] =
		/^(?=\d+(.))(\d{1,2})\1(\d{1,2})\1(\d{4})$/.exec(value) ?? [];
	if (sign !== '.' && sign !== '/') return undefined;
	// One row may be written otherwise than the rest.
	const [day, month] =
		sign === '.' || Number(first) > 12 || (isDayFirst && Number(second) <= 12)
			? [first, second]
			: [second, first];
	return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
