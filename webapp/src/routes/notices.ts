/** Keeps what the platform shows outside the app in step with the reminders inside it. */
import { settingId } from '#lib/api/collections.gen.ts';
import type { Database } from '#lib/db/types.ts';
import { isObject } from '#lib/api/problem.ts';
import { nextOpen } from '#lib/reminder/recurrence.ts';

/** A notification may come this long, in milliseconds, before this device's clock says that it is due. */
const clockDifference = 5 * 60_000;

/** As much of the platform as {@link tidy} touches. */
export interface Platform {
	readonly getNotifications: () => Promise<readonly Pick<Notification, 'data' | 'close'>[]>;
	/** The number on the app's icon; 0 for none. */
	readonly setBadge: (count: number) => Promise<void>;
}

/**
 * Closes the notifications about what was done, put off or deleted meanwhile, here or on another
 * device, and sets the number on the icon to what is due. What this device has not heard of yet
 * stays.
 */
export async function tidy(
	db: Pick<Database, 'get' | 'list'>,
	platform: Platform,
	now: Date
): Promise<void> {
	const setting = await db.get('setting', settingId);
	for (const notification of await platform.getNotifications()) {
		const data: unknown = notification.data;
		if (!isObject(data) || typeof data['reminderId'] !== 'string') continue;
		const row = await db.get('reminder', data['reminderId']);
		if (row === undefined) continue;
		const open = row.deleted ? undefined : nextOpen(row.fields, now, setting?.fields);
		const waits =
			open !== undefined &&
			open.occurrence === data['occurrence'] &&
			open.dueAt.valueOf() - now.valueOf() < clockDifference;
		if (!waits) notification.close();
	}
	const rows = await db.list('reminder');
	const due = rows.filter(({ fields }) => nextOpen(fields, now, setting?.fields)?.overdue);
	await platform.setBadge(due.length);
}

/** What this browser has of it. */
export function platformOf(registration: ServiceWorkerRegistration): Platform {
	return {
		getNotifications: () => registration.getNotifications(),
		setBadge: async (count) => {
			if ('setAppBadge' in navigator) await navigator.setAppBadge(count).catch(() => undefined);
		}
	};
}
