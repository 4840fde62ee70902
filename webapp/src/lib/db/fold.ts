const marks = /\p{M}+/gu;

/** Lower case without marks, so that "José" is found by "jose". */
export function fold(text: string): string {
	return text.normalize('NFKD').replace(marks, '').toLowerCase();
}
