/** Figures as a table that a person reads. */

/** One line of the table. */
export interface Figure {
	readonly name: string;
	/** What we aim for and what may not be exceeded, in `unit`; left out where there is none. */
	readonly budget?: number;
	readonly gate?: number;
	readonly measured: number;
	readonly unit: 'KiB' | 'ms' | 's' | 'rows' | '×';
	/** The same by a baseline of this run, or how it was measured. */
	readonly detail?: string;
}

/** Prints one line as soon as it is known, so that a run that takes minutes shows where it is. */
export function printFigure(figure: Figure): void {
	const { name, budget, gate, measured, unit, detail = '' } = figure;
	const missed = gate !== undefined && measured > gate;
	const cells = [
		name.padEnd(44),
		number(budget, unit).padStart(9),
		number(gate, unit).padStart(9),
		number(measured, unit).padStart(10),
		unit.padEnd(4),
		missed ? 'over' : '    ',
		detail
	];
	console.log(cells.join(' ').trimEnd());
}

export function printHead(): void {
	const head = [
		'figure'.padEnd(44),
		'budget'.padStart(9),
		'gate'.padStart(9),
		'measured'.padStart(10)
	];
	console.log(head.join(' '));
}

function number(value: number | undefined, unit: Figure['unit']): string {
	if (value === undefined) return '';
	return unit === 'rows'
		? String(Math.round(value))
		: value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
}

/** The value below which the share `part` of the values lies. */
export function quantile(values: readonly number[], part: number): number {
	const sorted = values.toSorted((a, b) => a - b);
	const place = Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1);
	return sorted[Math.max(0, place)] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}
