/** What reminders bring to Today. */
import { wallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

import { titleOf } from './actions.ts';
import { entryOf, type Viewpoint } from './agenda.ts';

/** A reminder whose day has come; a candidate for a card of Today. */
export interface DueReminder {
	readonly kind: 'reminder';
	readonly id: string;
	readonly reminderId: string;
	readonly occurrence: string;
	readonly contactId: string | undefined;
	readonly title: string;
	readonly day: string;
	readonly time: string | undefined;
	readonly late: boolean;
}

/** The reminders that are due today or should have been done before. */
export function dueReminders(
	rows: readonly Row<'reminder'>[],
	view: Viewpoint
): readonly DueReminder[] {
	const today = wallDate(view.now, view.zone);
	return rows.flatMap((row) => {
		const entry = entryOf(row, view);
		if (entry === undefined || entry.day > today) return [];
		const { open, day, time, late } = entry;
		return {
			kind: 'reminder',
			id: `reminder/${row.id}/${open.occurrence}`,
			reminderId: row.id,
			occurrence: open.occurrence,
			contactId: row.fields.contact,
			title: titleOf(row),
			day,
			time,
			late
		};
	});
}
