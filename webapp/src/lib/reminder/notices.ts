/** Keeps what the platform shows outside the app in step with the reminders inside it. */
import { settingId } from '#lib/api/collections.gen.ts';
import type { Database } from '#lib/db/types.ts';
import { isObject } from '#lib/api/problem.ts';
import { nextOpen, type Defaults, type ReminderFields } from './recurrence.ts';

/** A notification may come this long, in milliseconds, before this device's clock says that it is due. */
const clockDifference = 5 * 60_000;

/** As much of the platform as {@link tidy} touches. */
export interface Platform {
	readonly getNotifications: () => Promise<readonly Pick<Notification, 'data' | 'close'>[]>;
	/** The number on the app's icon; 0 for none. */
	readonly setBadge: (count: number) => Promise<void>;
}

/** As much of the database as {@link tidy} reads. */
export interface Reminders {
	/** `undefined` for one that this device has not heard of. */
	readonly one: (id: string) => Promise<Known | undefined>;
	/** All that are not deleted. */
	readonly all: () => Promise<readonly ReminderFields[]>;
	readonly defaults: () => Promise<Defaults | undefined>;
}

/** A reminder as this device knows it. */
interface Known {
	readonly fields: ReminderFields;
	readonly deleted: boolean;
}

/** Whether a notification that is about no reminder says something that does not hold any more. */
export type IsOver = (data: Readonly<Record<string, unknown>>) => Promise<boolean>;

/**
 * Closes the notifications about what was done, put off or deleted meanwhile, here or on another
 * device, and sets the number on the icon to what is due. What this device has not heard of yet
 * stays, and counts.
 */
export async function tidy(
	reminders: Reminders,
	isOver: IsOver,
	platform: Platform,
	now: Date
): Promise<void> {
	const defaults = await reminders.defaults();
	const unheardOf = new Set<string>();
	for (const notification of await platform.getNotifications()) {
		const data: unknown = notification.data;
		if (!isObject(data)) continue;
		if (typeof data['reminderId'] !== 'string') {
			if (await isOver(data)) notification.close();
			continue;
		}
		const known = await reminders.one(data['reminderId']);
		if (known === undefined) unheardOf.add(data['reminderId']);
		else if (!waits(known, data['occurrence'], now, defaults)) notification.close();
	}
	const all = await reminders.all();
	const due = all.filter((fields) => nextOpen(fields, now, defaults)?.overdue);
	await platform.setBadge(due.length + unheardOf.size);
}

function waits(
	{ fields, deleted }: Known,
	occurrence: unknown,
	now: Date,
	defaults: Defaults | undefined
): boolean {
	const open = deleted ? undefined : nextOpen(fields, now, defaults);
	return (
		open !== undefined &&
		open.occurrence === occurrence &&
		open.dueAt.valueOf() - now.valueOf() < clockDifference
	);
}

/** The reminders of a page's database. */
export function remindersOf(db: Pick<Database, 'get' | 'list'>): Reminders {
	return {
		one: (id) => db.get('reminder', id),
		all: async () => (await db.list('reminder')).map(({ fields }) => fields),
		defaults: async () => (await db.get('setting', settingId))?.fields
	};
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
