/**
 * Links made of what people wrote. Only schemes that call, write or open a web
 * page: a "javascript:" that came in with an imported card leads nowhere.
 */

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

/** The link to a web page, with `https:` where the text names no scheme; `undefined` for every other scheme. */
export function webHref(text: string): string | undefined {
	const trimmed = text.trim();
	const hasScheme = /^[a-z][a-z\d+.-]*:(?!\d+(?:\/|$))/iu.test(trimmed);
	if (trimmed === '' || !URL.canParse(hasScheme ? trimmed : `https://${trimmed}`)) return undefined;
	const url = new URL(hasScheme ? trimmed : `https://${trimmed}`);
	const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
	return isWeb && url.hostname.includes('.') ? url.href : undefined;
}

/** A web page as it is shown: without scheme, "www." and a slash at the end. */
export function webText(text: string): string {
	return text
		.trim()
		.replace(/^https?:\/\/(?:www\.)?/iu, '')
		.replace(/\/$/u, '');
}

/** What is dialled: digits, a plus in front, and the signs of keypads and pauses. */
function dial(phone: string): string | undefined {
	const text = phone.trim().replace(/^tel:/iu, '');
	const number = text.replace(/[^\d*#,;]/gu, '').replace(/#/gu, '%23');
	if (!/\d/.test(number)) return undefined;
	return text.startsWith('+') ? `+${number}` : number;
}
