import { isWallDate, isWallTime } from '#lib/calendar/wall.ts';

import type { Row } from './types.ts';

/** One real contact with somebody: an interaction that took place, or a note about a time. */
export interface Touch {
	/** The day or the wall time. */
	readonly at: string;
	/** `out`: the user reached out, and that is all; `both`: the other side had a part; `noted`: it does not say. */
	readonly way: 'out' | 'both' | 'noted';
}

/** The touches with everybody, as far as they tell of a day or of one after it. */
export interface Touches {
	/** Those with a contact that decide when the last one was, and which are unanswered. */
	of(contactId: string): readonly Touch[];
}

/** What makes a record a touch, or not. */
interface Told {
	readonly collection: Row['collection'];
	readonly fields: object;
}

/** A record as a touch; `undefined` if it is none: another kind of thing, yet to come, or of no known time. */
export function touchOf({ collection, fields }: Told): Touch | undefined {
	if (collection !== 'note' && collection !== 'interaction') return undefined;
	const { at = '', direction, planned } = fields as Row<'interaction'>['fields'];
	if (planned === true || !(isWallDate(at) || isWallTime(at))) return undefined;
	if (collection === 'note') return { at, way: 'noted' };
	return { at, way: direction === 'out' ? 'out' : 'both' };
}
