/** Where marks stand and how they are drawn: geometry alone, in the units of a drawing. */
import type { MarkMonth, Part, Shape } from './picture.ts';

/** The side of the square that a mark stands in. */
export const CELL = 16;

/** A mark at its place; `x` and `y` are its middle. */
export interface Placed {
	readonly shape: Shape;
	readonly x: number;
	readonly y: number;
}

/** Marks laid out. */
export interface Layout {
	readonly marks: readonly Placed[];
	readonly width: number;
	readonly height: number;
}

/** So many marks stand side by side. */
const PER_LINE = 20;

/** More lines than these are no longer taken in at a glance: then a mark stands for several. */
const MOST_LINES = 3;

/** For how many things a mark stands, so that all of `counts` fit: 1, 2, 5, 10, 20, 50 and so on. */
export function unitFor(counts: readonly number[]): number {
	const fits = (unit: number) =>
		counts.reduce((sum, count) => sum + Math.ceil(count / unit), 0) <= PER_LINE * MOST_LINES;
	for (let ten = 1; ; ten *= 10) {
		const unit = [1, 2, 5].map((n) => n * ten).find(fits);
		if (unit !== undefined) return unit;
	}
}

/** A row of marks in lines; whatever there is at all is seen. */
export function layRow(parts: readonly Part[], unit: number): Layout {
	const shapes = parts.flatMap(({ shape, count }) =>
		Array.from({ length: Math.ceil(count / unit) }, () => shape)
	);
	return {
		marks: shapes.map((shape, i) => ({
			shape,
			x: (i % PER_LINE) * CELL + CELL / 2,
			y: Math.floor(i / PER_LINE) * CELL + CELL / 2
		})),
		width: PER_LINE * CELL,
		height: Math.max(1, Math.ceil(shapes.length / PER_LINE)) * CELL
	};
}

/** The room of a month. */
const MONTH = 28;

/** More marks than these in a month stand in two columns. */
const MOST_IN_COLUMN = 6;

/** Months side by side, the marks of each piled up from the bottom in their order. */
export function layMonths(months: readonly Pick<MarkMonth, 'marks'>[]): Layout {
	const most = Math.max(1, ...months.map(({ marks }) => marks.length));
	const columns = most > MOST_IN_COLUMN ? 2 : 1;
	const [pitch, height] = [columns === 2 ? 14 : CELL, Math.ceil(most / columns) * CELL];
	const marks = months.flatMap((month, at) =>
		month.marks.map((shape, i) => ({
			shape,
			x: at * MONTH + MONTH / 2 + ((i % columns) - (columns - 1) / 2) * pitch,
			y: height - (Math.floor(i / columns) + 0.5) * CELL
		}))
	);
	return { marks, width: months.length * MONTH, height };
}

/** The paths of a shape: what is filled, and what is drawn as a line. */
interface Paths {
	readonly fill: string;
	readonly line: string;
}

/** The marks of a drawing, as two paths for each shape however many there are. */
export function pathsOf(marks: readonly Placed[]): readonly (Paths & { readonly shape: Shape })[] {
	const groups = Map.groupBy(marks, ({ shape }) => shape);
	return [...groups].map(([shape, own]) => {
		const drawn = own.map(({ x, y }) => draw[shape](x, y));
		return {
			shape,
			fill: drawn.map(({ fill }) => fill).join(''),
			line: drawn.map(({ line }) => line).join('')
		};
	});
}

const draw: Readonly<Record<Shape, (x: number, y: number) => Paths>> = {
	full: (x, y) => ({ fill: disc(x, y, 5.8), line: '' }),
	half: (x, y) => ({ fill: `M${x} ${y - 5}a5 5 0 0 0 0 10z`, line: disc(x, y, 5) }),
	ring: (x, y) => ({ fill: '', line: disc(x, y, 5) }),
	dot: (x, y) => ({ fill: disc(x, y, 2), line: disc(x, y, 5) }),
	square: (x, y) => ({ fill: '', line: `M${x} ${y - 5.6}l5.600 5.600-5.600 5.600-5.600-5.600z` }),
	dash: (x, y) => ({ fill: '', line: `M${x - 4} ${y}h8` }),
	letter: (x, y) => ({
		fill: `M${x - 6.2} ${y - 4.4}h12.400v8.800h-12.400z`,
		line: `M${x - 6.2} ${y - 4.4}h12.400v8.800h-12.400zl6.200 4.800 6.200-4.800`
	})
};

function disc(x: number, y: number, r: number): string {
	return `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}
