/** By what the writer names something that is to stay plain text. Apart from the parser, which only Capture needs. */

/** The key of the touch in the choices of a writer. */
export const touchKey = 'touch';

/** The key of the question that follows from a fact, in those choices. */
export function followUpKey(key: string): string {
	return `after ${key}`;
}
