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

/** Which rows of a list have to exist. */
export function visible({ top, height, rowHeight, count }: Place): Span {
	const above = Math.floor(-top / rowHeight) - overscan;
	const below = Math.ceil((height - top) / rowHeight) + overscan;
	return {
		first: clamp(Math.floor(above / step) * step, count),
		end: clamp(Math.ceil(below / step) * step, count)
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
