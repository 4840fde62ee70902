/** What is said of a meeting. */
import { clockWords, dayWords } from '#lib/calendar/words.ts';

/** When a meeting is or was: "Friday, 13:00". */
export function whenWords(at: string, today: string, locale: string): string {
	const day = dayWords(at.slice(0, 10), today, locale);
	return at.length > 10 ? `${day}, ${clockWords(at, locale)}` : day;
}
