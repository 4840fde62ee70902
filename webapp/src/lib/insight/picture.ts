/** What a picture is made of. Every figure becomes one of these; how it is drawn, it does not know. */

/**
 * How a mark looks. Nobody has to tell colours apart: `full` is filled, `half` is filled to the half, `ring`
 * is open, `dot` is open with a dot in it, `square` is open and stands on its corner, `dash` is a short line,
 * and `letter` an envelope.
 */
export type Shape = 'full' | 'half' | 'ring' | 'dot' | 'square' | 'dash' | 'letter';

/** So many marks of a shape. */
export interface Part {
	readonly shape: Shape;
	readonly count: number;
	/** What they are, with their number: "3 past the ideal". */
	readonly words: string;
}

/** A line of marks. */
export interface MarkRow {
	readonly label: string;
	readonly parts: readonly Part[];
}

/** A column of a chart. */
export interface Column {
	/** As short as fits under it; '' for none. */
	readonly short: string;
	/** What it is, in full. */
	readonly label: string;
	readonly value: number;
	/** The value as short as fits on top of it. */
	readonly top: string;
	/** The value in words. */
	readonly words: string;
}

/** A month with a mark for each thing that fell into it, in their order. */
export interface MarkMonth {
	readonly short: string;
	readonly label: string;
	readonly marks: readonly Shape[];
	readonly words: string;
}

/** What is drawn. */
export type Drawing =
	| { readonly kind: 'marks'; readonly rows: readonly MarkRow[] }
	| {
			readonly kind: 'columns';
			readonly columns: readonly Column[];
			/** A line at a height, with what it says. */
			readonly line?: { readonly value: number; readonly words: string } | undefined;
			/** Whether the last column is still growing, and what is said under it. */
			readonly growing?: string | undefined;
	  }
	| {
			readonly kind: 'months';
			readonly months: readonly MarkMonth[];
			readonly legend: readonly Part[];
	  };

/** Something that can be done, or somebody to go to. */
export interface Item {
	readonly id: string;
	readonly title: string;
	readonly text: string;
	readonly href: string;
	/** What may be done about it, in a word or two. */
	readonly act?: string | undefined;
}

/** A picture with all that is said of it. */
export interface Picture {
	readonly title: string;
	/** What it shows, in sentences; what it would show, where there is nothing yet. */
	readonly says: string;
	/** `undefined` where there is nothing to draw yet. */
	readonly drawing: Drawing | undefined;
	/** How it is counted. */
	readonly rule: string;
	/** A quiet hint, such as a kind that is missing. */
	readonly hint?: string | undefined;
	/** What the picture is about, one by one, where one can act on it. */
	readonly items?: { readonly heading: string; readonly list: readonly Item[] } | undefined;
	readonly act: { readonly label: string; readonly href: string };
}

/** Who reads: the day it is for them, and their locale. */
export interface Reader {
	readonly today: string;
	readonly locale: string;
}

/** The picture once more in words, one line each: what a table of it says. */
export function linesOf(drawing: Drawing): readonly { label: string; words: string }[] {
	switch (drawing.kind) {
		case 'marks':
			return drawing.rows.map(({ label, parts }) => ({ label, words: partsInWords(parts) }));
		case 'columns':
			return drawing.columns.map(({ label, words }) => ({ label, words }));
		case 'months':
			return drawing.months.map(({ label, words }) => ({ label, words }));
	}
}

/** Marks in words, without those of which there are none. */
export function partsInWords(parts: readonly Part[]): string {
	return shown(parts)
		.map(({ words }) => words)
		.join(' · ');
}

/** The parts of which there is something. If there is nothing at all, the first says so. */
export function shown(parts: readonly Part[]): readonly Part[] {
	const some = parts.filter(({ count }) => count > 0);
	return some.length > 0 ? some : parts.slice(0, 1);
}

/** The picture for ears: its lines where they are few, else what it says. */
export function spokenOf({ title, says, drawing }: Picture): string {
	if (drawing?.kind !== 'marks') return `${title}. ${says}`;
	const lines = linesOf(drawing).map(({ label, words }) => `${label}: ${words}`);
	return `${title}. ${lines.join('; ')}.`;
}
