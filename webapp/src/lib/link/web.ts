/**
 * Links to pages of the web, made of what people wrote or another app handed over. Only `http:` and
 * `https:` lead anywhere: a "javascript:" that came along is refused.
 */

/** Why a text is no link to a page: its scheme is another one, or it is no address at all. */
export type LinkProblem = 'empty' | 'scheme' | 'not-an-address';

/** A link that can be opened, or why there is none. */
export type CheckedLink = { readonly href: string } | { readonly problem: LinkProblem };

/** Reads a link, with `https:` where the text names no scheme. */
export function checkWeb(text: string): CheckedLink {
	const trimmed = text.trim();
	if (trimmed === '') return { problem: 'empty' };
	const hasScheme = /^[a-z][a-z\d+.-]*:(?!\d+(?:\/|$))/iu.test(trimmed);
	const address = hasScheme ? trimmed : `https://${trimmed}`;
	if (hasScheme && !/^https?:/iu.test(trimmed)) return { problem: 'scheme' };
	if (!URL.canParse(address)) return { problem: 'not-an-address' };
	const url = new URL(address);
	return url.hostname.includes('.') ? { href: url.href } : { problem: 'not-an-address' };
}

/** The link to a page of the web; `undefined` where {@link checkWeb} finds a problem. */
export function webHref(text: string): string | undefined {
	const checked = checkWeb(text);
	return 'href' in checked ? checked.href : undefined;
}

/** A page of the web as it is shown: without scheme, "www." and a slash at the end. */
export function webText(text: string): string {
	return text
		.trim()
		.replace(/^https?:\/\/(?:www\.)?/iu, '')
		.replace(/\/$/u, '');
}
