/**
 * Where the caret belongs when a text changes under it: what stands before the
 * change keeps its place, what stands behind it moves along.
 */
export function moveCaret(before: string, after: string, caret: number): number {
	const most = Math.min(before.length, after.length);
	let head = 0;
	while (head < most && before[head] === after[head]) head++;
	if (caret <= head) return caret;
	let tail = 0;
	while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail])
		tail++;
	const behind = before.length - caret;
	return behind <= tail ? after.length - behind : after.length - tail;
}
