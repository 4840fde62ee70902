/** One personal line for each: the same line reaches three people at most, for the fourth would notice. */

/** So many may get the same line. */
export const SAME_LINE = 3;

/** Whether a line, given to somebody, would be the same for more than three of them; `lines` are those of the others who got or get one. */
export function isWornOut(line: string, lines: readonly string[]): boolean {
	const wanted = normal(line);
	return wanted !== '' && lines.filter((other) => normal(other) === wanted).length >= SAME_LINE;
}

/** Case, spaces and the end of the sentence make no other line. */
function normal(line: string): string {
	return line
		.normalize('NFKC')
		.toLowerCase()
		.replace(/[\s\p{P}]+/gu, ' ')
		.trim();
}

/** What is shared, taken apart: the first link, and the words around it. */
export interface Article {
	readonly title: string;
	readonly url: string;
}

/** Reads what another app handed over. */
export function articleOf(text: string): Article {
	const url = /https?:\/\/[^\s<>"]+/u.exec(text)?.[0] ?? '';
	const title = text.replace(url, ' ').replace(/\s+/gu, ' ').trim();
	return { title: title === '' ? url : title, url };
}
