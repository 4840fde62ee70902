import { getLocale } from '#lib/paraglide/runtime.js';

/** An instant as somebody says it: the time if it is of today, else the day and the time. */
export function moment(at: Date, now: Date): string {
	const today = at.toDateString() === now.toDateString();
	const sameYear = at.getFullYear() === now.getFullYear();
	const day = { day: 'numeric', month: 'short' } as const;
	return new Intl.DateTimeFormat(getLocale(), {
		...(today ? {} : sameYear ? day : { ...day, year: 'numeric' }),
		hour: '2-digit',
		minute: '2-digit'
	}).format(at);
}
