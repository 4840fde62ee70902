/** Links that call or write to somebody, made of what people wrote. Pages of the web are in `link/web.ts`. */

/** The link that calls a number; `undefined` if there is no number in the text. */
export function callHref(phone: string): string | undefined {
	const dialled = dial(phone);
	return dialled === undefined ? undefined : `tel:${dialled}`;
}

/** The link that opens a message to a number. */
export function messageHref(phone: string): string | undefined {
	const dialled = dial(phone);
	return dialled === undefined ? undefined : `sms:${dialled}`;
}

/** The link that opens a mail to an address; `undefined` if the text is none. */
export function mailHref(address: string): string | undefined {
	const match = /^([^\s@<>"]+)@([^\s@<>"]+)$/u.exec(address.trim());
	if (match === null) return undefined;
	const [, local = '', host = ''] = match;
	return `mailto:${encodeURIComponent(local)}@${encodeURIComponent(host)}`;
}

/** What is dialled: digits, a plus in front, and the signs of keypads and pauses. */
function dial(phone: string): string | undefined {
	const text = phone.trim().replace(/^tel:/iu, '');
	const number = text.replace(/[^\d*#,;]/gu, '').replace(/#/gu, '%23');
	if (!/\d/.test(number)) return undefined;
	return text.startsWith('+') ? `+${number}` : number;
}
