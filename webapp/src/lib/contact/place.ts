/**
 * Places in a list that two devices may edit at once: a member between two
 * others gets a number between theirs, so that no other member has to change.
 */

/** A place after the last of `members`. */
export function placeAtEnd(members: readonly { readonly pos: number }[]): number {
	return members.reduce((last, { pos }) => Math.max(last, pos + 1), 0);
}

/**
 * The place that puts the member at `from` where the one at `to` is now.
 * Halving numbers runs out after some fifty moves into the same gap; then the two
 * share a place and are ordered by their keys, on every device alike.
 */
export function placeBetween(
	members: readonly { readonly pos: number }[],
	from: number,
	to: number
): number {
	const others = members.filter((_, index) => index !== from);
	const before = others[to - 1]?.pos;
	const after = others[to]?.pos;
	if (before === undefined) return after === undefined ? 0 : after - 1;
	return after === undefined ? before + 1 : (before + after) / 2;
}
