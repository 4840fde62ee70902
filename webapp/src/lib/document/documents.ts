/** Pages that the user and somebody work on together: their order, their titles, their form. */
import { collections, type Document, type DocumentPatch } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';
import { checkWeb, webText, type LinkProblem } from '#lib/link/web.ts';

/** A document as the screen shows it. */
export type DocumentRow = Row<'document'>;

/** What somebody may be asked to do in a document; anything else is in the user's own words. */
export const roles = ['reader', 'commenter', 'co-author'] as const;

/** A document as the sheet holds it. */
export interface DocumentForm {
	url: string;
	title: string;
	/** One of {@link roles}, or `own`. */
	role: (typeof roles)[number] | 'own';
	/** The user's own words for the role. */
	ownRole: string;
}

/** Why a link cannot be saved. */
export type Problem = LinkProblem | 'long';

/** The documents, the one last worked on first. */
export function inOrder(rows: readonly DocumentRow[]): readonly DocumentRow[] {
	return rows.toSorted((a, b) => compare(touchedOn(b), touchedOn(a)) || compare(b.id, a.id));
}

/** The day on which a document was last opened or sent to somebody; the empty text if never. */
export function touchedOn({ fields: { openedOn = '', invitedOn = '' } }: DocumentRow): string {
	return openedOn > invitedOn ? openedOn : invitedOn;
}

/** The sheet of a document, or of a link that is to become one. */
export function documentForm({ url = '', title = '', role = 'co-author' }: Document): DocumentForm {
	const known = roles.find((one) => one === role);
	return { url, title, role: known ?? 'own', ownRole: known === undefined ? role : '' };
}

/** What is wrong with the link, if anything. */
export function linkProblem({ url }: Pick<DocumentForm, 'url'>): Problem | undefined {
	const checked = checkWeb(url);
	if ('problem' in checked) return checked.problem;
	return checked.href.length > collections.document.url.maxLength ? 'long' : undefined;
}

/** What saving writes; `undefined` as long as the link is none. */
export function documentPatch(
	form: DocumentForm,
	contact: string | undefined
): DocumentPatch | undefined {
	const checked = checkWeb(form.url);
	if ('problem' in checked || linkProblem(form) !== undefined) return undefined;
	const title = form.title.trim();
	const role = form.role === 'own' ? form.ownRole.trim() : form.role;
	return {
		...(contact !== undefined && { contact }),
		url: checked.href,
		title: title === '' ? titleOf(checked.href) : title,
		role: role === '' ? null : role
	};
}

/** A guessed title is at most so many characters long. */
const LONGEST = 120;

/**
 * What a page is probably called, guessed from its address: the last part of its path that reads like
 * words, or else the site.
 */
export function titleOf(href: string): string {
	const { pathname } = new URL(href);
	const parts = pathname.split('/').map(readable);
	return parts.findLast(isWords)?.slice(0, LONGEST) ?? webText(new URL(href).origin);
}

/** A part of a path as people write: "q4-price_list.pdf" is "q4 price list". */
function readable(part: string): string {
	const words = decoded(part)
		.replace(/\.[a-z\d]{1,5}$/iu, '')
		.replace(/[-_+\s]+/gu, ' ')
		.trim();
	const [first = ''] = words;
	return first.toUpperCase() + words.slice(first.length);
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part; // a lone "%" is a part of the name
	}
}

/** What services put into every address, and the keys of their documents, are no titles. */
const machinery =
	/^(?:edit|view|preview|index|default|home|document|documents|docs?|file|d|u|s|p|\d+)$/iu;

function isWords(part: string): boolean {
	if (part.length < 3 || machinery.test(part)) return false;
	return part.split(' ').every((word) => word.length <= 24 && !isKey(word));
}

/** A word in which digits and letters alternate as in no language. */
function isKey(word: string): boolean {
	const turns = word.match(/\d\p{L}|\p{L}\d|\p{Ll}\p{Lu}/gu)?.length ?? 0;
	return word.length >= 8 && turns >= 2;
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
