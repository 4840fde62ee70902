/** Where columns stand: geometry alone, in the units of a drawing. */
import type { Column } from './picture.ts';

const WIDTH = 364;
/** The highest column, without what stands on top of it. */
const HIGHEST = 84;
const ABOVE = 18;
/** More columns than these leave no room for numbers on top. */
const MOST_WITH_TOP = 13;

/** A column as it is drawn. */
export interface Bar {
	readonly x: number;
	readonly y: number;
	readonly width: number;
	readonly height: number;
	readonly top: string;
}

/** Columns laid out, and at which height the line runs if there is one. */
export interface ColumnLayout {
	readonly bars: readonly Bar[];
	readonly lineAt: number | undefined;
	readonly width: number;
	readonly height: number;
}

/** Lays columns out: the highest of them, or the line, takes all the height there is. */
export function layColumns(
	columns: readonly Pick<Column, 'value' | 'top'>[],
	line: number | undefined
): ColumnLayout {
	const most = Math.max(1, line ?? 0, ...columns.map(({ value }) => value));
	const pitch = WIDTH / Math.max(1, columns.length);
	const width = Math.min(18, pitch * 0.64);
	const base = ABOVE + HIGHEST;
	return {
		bars: columns.map(({ value, top }, i) => {
			// However small, what there is is seen.
			const height = value === 0 ? 0 : Math.max(3, (value / most) * HIGHEST);
			return {
				x: i * pitch + (pitch - width) / 2,
				y: base - height,
				width,
				height,
				top: columns.length > MOST_WITH_TOP ? '' : top
			};
		}),
		lineAt: line === undefined ? undefined : base - (line / most) * HIGHEST,
		width: WIDTH,
		height: base
	};
}
