/** What planned meetings bring to Today: to be prepared before, to be asked about after. */
import {
	addDays,
	isWallDate,
	isWallTime,
	type WallDate,
	type WallTime
} from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** A planned meeting, before or after. */
export interface MeetingNear {
	readonly kind: 'meeting';
	readonly id: string;
	readonly interactionId: string;
	readonly contactId: string;
	readonly contactIds: readonly string[];
	readonly moment: 'before' | 'after';
	readonly day: WallDate;
	/** `HH:MM`; `undefined` for some time of the day. */
	readonly time: string | undefined;
}

/** A meeting is asked about for so many days; after that nobody remembers well. */
const ASK_DAYS = 7;

/** The planned meetings of today and tomorrow, and those of the last days of which nothing is known yet. */
export function nearMeetings(
	rows: readonly Row<'interaction'>[],
	now: WallTime
): readonly MeetingNear[] {
	const today = now.slice(0, 10);
	const from = addDays(today, -ASK_DAYS);
	const to = addDays(today, 1);
	return rows.flatMap(({ id, fields: { planned, at = '', contacts = {} } }) => {
		if (planned !== true || !(isWallDate(at) || isWallTime(at))) return [];
		const day = at.slice(0, 10);
		const contactIds = Object.keys(contacts)
			.filter((contact) => Boolean(contacts[contact]))
			.sort();
		const [contactId] = contactIds;
		if (contactId === undefined || day < from || day > to) return [];
		const isOver = at.length > 10 ? at < now : day < today;
		const moment = isOver ? 'after' : 'before';
		return {
			kind: 'meeting',
			id: `meeting/${id}/${moment}`,
			interactionId: id,
			contactId,
			contactIds,
			moment,
			day,
			time: at.slice(11) || undefined
		};
	});
}
