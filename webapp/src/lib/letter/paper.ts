/** The papers that letters, envelopes and labels are printed on; all lengths in millimetres. */

/** A paper, known by its name in the style sheet. */
export type Paper = 'a5' | 'a6' | 'dl' | 'c6' | 'no10' | 'labels';

/** What is printed. */
export type Printed = 'letter' | 'envelope' | 'labels';

/** How wide and high a paper is as it comes out of the printer. ISO 216, ISO 269; #10 is 4⅛ by 9½ inches. */
export const sizes: Readonly<Record<Paper, { readonly width: number; readonly height: number }>> = {
	a5: { width: 148, height: 210 },
	a6: { width: 105, height: 148 },
	dl: { width: 220, height: 110 },
	c6: { width: 162, height: 114 },
	no10: { width: 241.3, height: 104.775 },
	labels: { width: 210, height: 297 }
};

/** The empty edge of the sheets that carry text. */
export const margins = { a5: { block: 18, inline: 17 }, a6: { block: 13, inline: 12 } } as const;

/** The papers for each thing, the usual one first. */
export const papersFor = {
	letter: ['a5', 'a6'],
	envelope: ['dl', 'c6', 'no10'],
	labels: ['labels']
} as const satisfies Readonly<Record<Printed, readonly Paper[]>>;

/** A sheet of address labels, three by seven on A4. */
export const labelSheet = { columns: 3, rows: 7 } as const;

/** How many labels a sheet holds. */
export const labelsASheet = labelSheet.columns * labelSheet.rows;

/**
 * The labels of each sheet, from the first free one of the first sheet on (counted from 1);
 * `undefined` where a label is used up already.
 */
export function labelSheets(
	labels: readonly string[],
	first: number
): readonly (readonly (string | undefined)[])[] {
	const begin = Math.min(Math.max(Math.trunc(first) || 1, 1), labelsASheet) - 1;
	const places = [...Array.from({ length: begin }, () => undefined), ...labels];
	const count = Math.ceil(places.length / labelsASheet);
	return Array.from({ length: count }, (_, sheet) =>
		places.slice(sheet * labelsASheet, (sheet + 1) * labelsASheet)
	);
}
