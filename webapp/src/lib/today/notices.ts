/** Whether a notification about a day still says something that holds. */
import type { WallDate } from '#lib/calendar/wall.ts';

/** What this device knows of answers. */
export interface Answers {
	/** Whether a promise is kept, let go or deleted; one that this device has not heard of is not. */
	readonly settled: (promiseId: string) => Promise<boolean>;
	/** Until when cards about a contact are put off. */
	readonly putOff: (contactId: string) => Promise<Readonly<Record<string, WallDate>> | undefined>;
}

/** Whether what a notification is about was answered meanwhile, here or on another device. */
export async function isAnswered(
	data: Readonly<Record<string, unknown>>,
	answers: Answers,
	today: WallDate
): Promise<boolean> {
	const { promiseId, contactId, card } = data;
	if (typeof promiseId === 'string' && (await answers.settled(promiseId))) return true;
	if (typeof contactId !== 'string' || typeof card !== 'string') return false;
	const until = (await answers.putOff(contactId))?.[card];
	return until !== undefined && until > today;
}
