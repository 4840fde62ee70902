import { m } from '#lib/paraglide/messages.js';

/** What a notification can be about (internal/push). Each can be switched off. */
export const kinds = ['reminder', 'promise', 'date', 'digest'] as const;

/** One of them. */
export type Kind = (typeof kinds)[number];

/** Whether a word of the server names a kind that this version knows. */
export function isKind(word: unknown): word is Kind {
	return kinds.some((kind) => kind === word);
}

/** What a kind is called. */
export function kindName(kind: Kind): string {
	switch (kind) {
		case 'reminder':
			return m.push_kind_reminder();
		case 'promise':
			return m.push_kind_promise();
		case 'date':
			return m.push_kind_date();
		case 'digest':
			return m.push_kind_digest();
	}
}

/** When it comes. */
export function kindWords(kind: Kind): string {
	switch (kind) {
		case 'reminder':
			return m.push_kind_reminder_when();
		case 'promise':
			return m.push_kind_promise_when();
		case 'date':
			return m.push_kind_date_when();
		case 'digest':
			return m.push_kind_digest_when();
	}
}
