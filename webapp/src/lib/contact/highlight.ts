import { fold } from '#lib/db/fold.ts';

/** A run of a text, and whether it is what was looked for. */
export interface Run {
	readonly text: string;
	readonly found: boolean;
}

/** Splits a text at the words that one of `wanted` begins, which are folded. */
export function highlight(text: string, wanted: readonly string[]): readonly Run[] {
	const runs: { text: string; found: boolean }[] = [];
	for (const [part] of text.matchAll(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+/gu)) {
		const found = wanted.some((word) => fold(part).startsWith(word));
		const last = runs.at(-1);
		if (last?.found === found) last.text += part;
		else runs.push({ text: part, found });
	}
	return runs;
}
