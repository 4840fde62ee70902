/** What somebody did before, and that they do something else now. */
import type { Contact } from '#lib/api/collections.gen.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import type { Change, Row } from '#lib/db/types.ts';

/** Somebody does something else now; a candidate for Today. */
export interface Reform {
	readonly kind: 'reform';
	readonly id: string;
	readonly contactId: string;
	readonly roleId: string;
	/** What they did before. */
	readonly role: string;
	readonly day: WallDate;
}

/** A new role is news for so many days. */
const NEWS_DAYS = 30;

type Work = Pick<Partial<Contact>, 'title' | 'organization'>;

/** What somebody does, in one line; empty if that is not known. */
export function workOf({ title, organization }: Work): string {
	return [title, organization].filter((part) => part !== undefined && part !== '').join(', ');
}

/**
 * The former role to be kept when what somebody does has changed; `undefined` if
 * it has not, or if nothing was known before.
 */
export function formerRole(
	before: Work,
	after: Work,
	frame: { readonly id: string; readonly contact: string; readonly today: WallDate }
): Change | undefined {
	const old = workOf(before);
	// Who is said to do nothing has lost a role as far as is known; who gets a first one has lost none.
	if (old === '' || old === workOf(after)) return undefined;
	const { title, organization } = before;
	return {
		op: 'put',
		collection: 'role',
		id: frame.id,
		patch: {
			contact: frame.contact,
			until: frame.today,
			...(title && { title }),
			...(organization && { organization })
		}
	};
}

/** The roles that changed lately, within so many days, the newest of each person. */
export function reforms(
	rows: readonly Row<'role'>[],
	today: WallDate,
	days = NEWS_DAYS
): readonly Reform[] {
	const recent = rows.filter(
		({ fields: { until = '' } }) => until <= today && until >= addDays(today, -days)
	);
	const newest = new Map<string, Row<'role'>>();
	for (const row of recent) {
		const { contact } = row.fields;
		const other = newest.get(contact ?? '');
		if (contact !== undefined && (other === undefined || isNewer(row, other)))
			newest.set(contact, row);
	}
	return [...newest].map(([contactId, { id, fields }]) => ({
		kind: 'reform',
		id: `reform/${contactId}/${id}`,
		contactId,
		roleId: id,
		role: workOf(fields),
		day: fields.until ?? today
	}));
}

/** Former roles, the latest first. */
export function byLatest(rows: readonly Row<'role'>[]): readonly Row<'role'>[] {
	return rows.toSorted((a, b) => (isNewer(a, b) ? -1 : 1));
}

function isNewer(a: Row<'role'>, b: Row<'role'>): boolean {
	const [on, other] = [a.fields.until ?? '', b.fields.until ?? ''];
	return on === other ? a.id > b.id : on > other;
}
