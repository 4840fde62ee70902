/**
 * Who is ahead between the user and one person: a band and never a number. Relationships are seldom
 * level at any one moment; what was given a year ago weighs nothing any more, and what was given today
 * all of it. A pure function of the records and the day.
 */
import type { Exchange } from '#lib/api/collections.gen.ts';
import { daysBetween, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** Something given or received, as it is kept. */
export type ExchangeRow = Row<'exchange'>;

/** Who gave more of late, as far as that can be told. */
export type Band = 'they' | 'level' | 'you';

/** The kinds of give that the method names; they make the value mix. */
export const valueKinds = ['expertise', 'insight', 'opportunity', 'idea', 'priority'] as const;

export type ValueKind = (typeof valueKinds)[number];

/** How far back anything is looked at, in days. */
export const YEAR = 365;

/** What small, middling and large gives weigh against each other. */
const weights = { s: 1, m: 2, l: 4 } as const;

/** So much more than the other, in parts of all that was given, and one side is ahead. */
const AHEAD = 1 / 3;

/** And at least by so much: a small thing alone tips nothing. */
const LEAST = 1.5;

/** The day of an exchange: what it says, or when it was written down. */
export function dayOf({ fields, createdAt }: ExchangeRow): WallDate {
	return fields.on ?? new Date(createdAt).toISOString().slice(0, 10);
}

/** Whether the user gave it. What does not say so was given. */
export function isGiven({ direction }: Exchange): boolean {
	return direction !== 'received';
}

/** The band of one person; `undefined` if nothing was given either way within a year. */
export function bandOf(rows: readonly ExchangeRow[], today: WallDate): Band | undefined {
	let [gave, received] = [0, 0];
	for (const row of rows) {
		const weight = weightOf(row, today);
		if (isGiven(row.fields)) gave += weight;
		else received += weight;
	}
	const all = gave + received;
	if (all === 0) return undefined;
	const ahead = gave - received;
	if (Math.abs(ahead) < LEAST || Math.abs(ahead) / all <= AHEAD) return 'level';
	return ahead > 0 ? 'you' : 'they';
}

function weightOf(row: ExchangeRow, today: WallDate): number {
	const age = Math.max(0, daysBetween(dayOf(row), today));
	return weights[row.fields.size ?? 'm'] * Math.max(0, 1 - age / YEAR);
}

/** How often the user gave each of the five kinds within a year. */
export type ValueMix = Readonly<Record<ValueKind, number>>;

/** What the user brought to one person, by kind. */
export function valueMix(rows: readonly ExchangeRow[], today: WallDate): ValueMix {
	const mix = { expertise: 0, insight: 0, opportunity: 0, idea: 0, priority: 0 };
	for (const row of rows) {
		const kind = valueKinds.find((one) => one === row.fields.kind);
		if (kind !== undefined && isGiven(row.fields) && isRecent(dayOf(row), today)) mix[kind]++;
	}
	return mix;
}

/** The kind that was never given, if something else was; the first in the method's order. */
export function gapOf(mix: ValueMix): ValueKind | undefined {
	const missing = valueKinds.filter((kind) => mix[kind] === 0);
	return missing.length === valueKinds.length ? undefined : missing[0];
}

/** Whether a day lies within the last twelve months. */
export function isRecent(day: WallDate, today: WallDate): boolean {
	return daysBetween(day, today) < YEAR;
}

/** How often something runs one way before it is worth a word. */
export const ONE_WAY = { take: 3, give: 4 } as const;

/** What only one side does of late: `take`, the user only received; `give`, the user only gave. */
export interface OneWay {
	readonly kind: 'take' | 'give';
	/** The newest exchange: it names the card, and the day it came up. */
	readonly newest: ExchangeRow;
}

/** Whether the last exchanges with one person all ran the same way. */
export function oneWay(rows: readonly ExchangeRow[], today: WallDate): OneWay | undefined {
	const sorted = rows.filter((row) => isRecent(dayOf(row), today)).toSorted(newestFirst);
	const [newest] = sorted;
	if (newest === undefined) return undefined;
	const given = isGiven(newest.fields);
	const other = sorted.findIndex(({ fields }) => isGiven(fields) !== given);
	const run = other === -1 ? sorted.length : other;
	const kind = given ? 'give' : 'take';
	return run >= ONE_WAY[kind] ? { kind, newest } : undefined;
}

/** The newest first; ties by id, so that all devices agree. */
export function newestFirst(a: ExchangeRow, b: ExchangeRow): number {
	const [dayA, dayB] = [dayOf(a), dayOf(b)];
	if (dayA !== dayB) return dayA < dayB ? 1 : -1;
	return a.id < b.id ? 1 : -1;
}
