import { fold } from '#lib/db/fold.ts';

/** A run of a text, and whether it is what was looked for. */
export interface Run {
	readonly text: string;
	readonly found: boolean;
}

/** Splits a text at the beginnings of words that one of the words of `query` begins. */
export function highlight(text: string, query: string): readonly Run[] {
	const wanted = fold(query)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
	const runs: { text: string; found: boolean }[] = [];
	for (const [part] of text.matchAll(/[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}]+/gu)) {
		const found = wanted.some((word) => fold(part).startsWith(word));
		const last = runs.at(-1);
		if (last?.found === found) last.text += part;
		else runs.push({ text: part, found });
	}
	return runs;
}
