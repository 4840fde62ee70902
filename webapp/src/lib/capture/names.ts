/** How names are compared: by their words, without case and marks. */

const folded = new Map<string, string>();

/** More names than this are not kept folded at once. */
const MAX_KEPT = 50_000;

/** The words of `text`, lower-cased and without marks: "Zoë O'Neill-Sá" gives "zoe", "o", "neill", "sa". */
export function words(text: string): readonly string[] {
	return plain(text)
		.split(/[^\p{L}\p{N}]+/u)
		.filter((word) => word !== '');
}

/** The {@link words} of a name with one space between them, remembered because names are folded over and over. */
export function fold(name: string): string {
	const kept = folded.get(name);
	if (kept !== undefined) return kept;
	if (folded.size >= MAX_KEPT) folded.clear();
	const made = words(name).join(' ');
	folded.set(name, made);
	return made;
}

/** Whether each of the words `wanted` begins a word of the name. */
export function beginsWords(name: string, wanted: readonly string[]): boolean {
	const padded = ` ${fold(name)}`;
	return wanted.every((word) => padded.includes(` ${word}`));
}

function plain(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
