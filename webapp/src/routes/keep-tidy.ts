/** What the platform shows outside the app agrees with what is in it, for as long as a page is open. */
import type { CollectionName } from '#lib/api/collections.gen.ts';
import { wallDate } from '#lib/calendar/wall.ts';
import type { Database } from '#lib/db/types.ts';
import { isOpen } from '#lib/promise/standing.ts';
import { platformOf, remindersOf, tidy } from '#lib/reminder/notices.ts';
import { isAnswered, type Answers } from '#lib/today/notices.ts';
import { promptIdOf } from '#lib/today/put-off.ts';

/** What notifications are about. */
const told: readonly CollectionName[] = ['reminder', 'promise', 'prompt'];

/** Tidies now, and whenever something changes that a notification may be about. */
export function keepTidy(registration: ServiceWorkerRegistration, db: Database): void {
	const platform = platformOf(registration);
	const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
	const once = () => {
		const now = new Date();
		const today = wallDate(now, timeZone);
		void tidy(remindersOf(db), (about) => isAnswered(about, answersOf(db), today), platform, now);
	};
	once();
	db.subscribe((touched) => {
		if (told.some((collection) => touched.has(collection))) once();
	});
}

function answersOf(db: Pick<Database, 'get'>): Answers {
	return {
		settled: async (id) => {
			const row = await db.get('promise', id);
			return row !== undefined && (row.deleted || !isOpen(row.fields));
		},
		putOff: async (contactId) => (await db.get('prompt', promptIdOf(contactId)))?.fields.until
	};
}
