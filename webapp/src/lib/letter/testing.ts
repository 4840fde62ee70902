/** Letters as tests write them. */
import type { Letter } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';

import type { LetterRow } from './letters.ts';

let last = 0;

/** A letter that was thought of on a day. */
export function letter(fields: Letter, on: WallDate = '2026-11-01'): LetterRow {
	last += 1;
	return {
		id: `letter-${last}`,
		collection: 'letter',
		fields,
		version: 1,
		pending: false,
		deleted: false,
		createdAt: Date.parse(`${on}T12:00Z`)
	};
}
