/** A sign that says what a line is. Dashes and asterisks are left out: they begin the points of a list as well. */
const SIGN = /^\s*(?:!!|[!?#+^>~])\s/u;

/** What was written without the lines that became a promise, a question or the like; all of it if nothing else is there. */
export function withoutMarks(text: string): string {
	const prose = text
		.split('\n')
		.filter((line) => !SIGN.test(line))
		.join('\n')
		.trim();
	return prose === '' ? text : prose;
}
