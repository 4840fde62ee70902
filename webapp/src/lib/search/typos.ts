/** Words with one slip of the finger: a letter wrong, missing, too many, or changed with its neighbour. */

/** Shorter words have too many neighbours that mean something else. */
export const shortest = 5;

/** Whether some beginning of `term` is `word` but for one such slip. */
export function nearlyBegins(term: string, word: string): boolean {
	let at = 0;
	while (at < word.length && term[at] === word[at]) at++;
	const rest = word.slice(at + 1);
	return (
		// One letter is another one,
		term.startsWith(rest, at + 1) ||
		// one is too many,
		term.startsWith(rest, at) ||
		// one is missing,
		term.startsWith(word.slice(at), at + 1) ||
		// or two have changed places.
		(term[at] === word[at + 1] &&
			term[at + 1] === word[at] &&
			term.startsWith(word.slice(at + 2), at + 2))
	);
}
