/** Birthdays that a capture tells of: they are days to remember, and so come round on Today and in the calendar. */
import type { Anniversary } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change, Database } from '#lib/db/types.ts';

import { factDate } from './records.ts';
import type { Found, Understood } from './understand.ts';

/** A birthday of the person whom the capture is about, and of nobody else: not "her son's birthday". */
const THEIRS =
	/^(?:(?:her|his|their|has|is|was|ihr|sein|hat|ist|wurde)\s+)?(?:a\s+)?(?:birthday|b-?day|born|geburtstag|geboren)$/iu;

/** What keeps the birthdays with their people, for those of whom none is known. */
export async function birthdaysOf(
	db: Pick<Database, 'get' | 'newId'>,
	{ found }: Understood,
	today: WallDate
): Promise<readonly Change[]> {
	const changes = await Promise.all(
		found.map(async (one) => {
			const day = birthdayOf(one, today);
			if (day === undefined) return [];
			const row = await db.get('contact', day.id);
			const known = Object.values(row?.fields.dates ?? {});
			if (known.some(({ kind }) => kind === 'birthday')) return [];
			const birthday: Anniversary = { kind: 'birthday', date: day.date };
			const patch: Readonly<Record<`dates/${string}`, Anniversary>> = {
				[`dates/${db.newId()}`]: birthday
			};
			return [{ op: 'put', collection: 'contact', id: day.id, patch } as const];
		})
	);
	return changes.flat();
}

/** What takes them back. */
export function undoBirthdays(changes: readonly Change[]): readonly Change[] {
	return changes.map((change) => {
		const fields = Object.keys(change.op === 'put' ? change.patch : {});
		const patch = Object.fromEntries(fields.map((field) => [field, null]));
		return { op: 'put', collection: 'contact', id: change.id, patch };
	});
}

function birthdayOf({ mark, text, when, people }: Found, today: WallDate) {
	const [person, another] = people;
	if (mark !== 'fact' || person === undefined || another !== undefined) return undefined;
	if (when === undefined || when.partial !== undefined || !THEIRS.test(text)) return undefined;
	return { id: person.id, date: factDate(text, when, today) };
}
