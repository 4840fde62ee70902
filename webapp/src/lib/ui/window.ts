/** The rows of a long list that have to exist: from `first` up to, but without, `end`. */
export interface Span {
	readonly first: number;
	readonly end: number;
}

/** Where a list stands against what can be seen of it; all in CSS pixels. */
export interface Place {
	/** Where the list begins, counted from the upper edge of the window; negative once scrolled past. */
	readonly top: number;
	/** The height of the window. */
	readonly height: number;
	readonly rowHeight: number;
	readonly count: number;
}

/** Rows beyond either edge that exist already, so that a quick thumb meets no blank. */
const overscan = 8;

/** The span moves in steps, so that most of the scrolling changes nothing at all. */
const step = 4;

/** How many rows exist while a list passes by; always as many, so that one that leaves can become one that comes. */
export function rowsAtOnce({ height, rowHeight }: Pick<Place, 'height' | 'rowHeight'>): number {
	return (Math.ceil((Math.ceil(height / rowHeight) + 2 * overscan) / step) + 1) * step;
}

/** Which rows of a list have to exist. */
export function visible({ top, height, rowHeight, count }: Place): Span {
	const above = Math.floor(-top / rowHeight) - overscan;
	const first = Math.floor(above / step) * step;
	return {
		first: clamp(first, count),
		end: clamp(first + rowsAtOnce({ height, rowHeight }), count)
	};
}

/**
 * The row to go to from `from` when a key is pressed, or `undefined` if the key is not for walking
 * through a list. `page` is how many rows fill the window.
 */
export function walk(key: string, from: number, count: number, page: number): number | undefined {
	switch (key) {
		case 'ArrowDown':
			return Math.min(from + 1, count - 1);
		case 'ArrowUp':
			return Math.max(from - 1, 0);
		case 'PageDown':
			return Math.min(from + page, count - 1);
		case 'PageUp':
			return Math.max(from - page, 0);
		case 'Home':
			return 0;
		case 'End':
			return count - 1;
		default:
			return undefined;
	}
}

function clamp(row: number, count: number): number {
	return Math.min(Math.max(row, 0), count);
}

/**
 * Which element shows which row. An element whose row has gone takes one that
 * comes: other words in it cost a fraction of what making one does.
 */
export class Elements {
	#last = 0;
	#shown: ReadonlyMap<number, number> = new Map();

	/**
	 * A number for the element of each of the rows. Without `reuse` those that
	 * come get new ones, so that none of the others has to be moved.
	 */
	for(rows: readonly number[], reuse: boolean): readonly number[] {
		const shown = new Map<number, number>();
		const staying = new Set(rows);
		const free = reuse
			? [...this.#shown].flatMap(([row, own]) => (staying.has(row) ? [] : own))
			: [];
		const own = rows.map((row) => {
			const element = this.#shown.get(row) ?? free.pop() ?? ++this.#last;
			shown.set(row, element);
			return element;
		});
		this.#shown = shown;
		return own;
	}
}
