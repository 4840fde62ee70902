/** Facts that came up again: what was heard and is remembered when people next speak. */
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';

/** A fact as the screen shows it. */
export type FactRow = Row<'fact'>;

/** How much of what was heard came up again. */
export interface Callbacks {
	/** Facts of the last twelve months that are at least two weeks old: younger ones had no chance yet. */
	readonly heard: number;
	/** Those of them that came up again. */
	readonly cameUp: number;
}

const YEAR = 365;
const TWO_WEEKS = 14;

/** Counts the facts that had a chance to come up, and those that did. It is told in words, never as a rate. */
export function callbacksOf(facts: readonly FactRow[], today: WallDate): Callbacks {
	const [from, until] = [addDays(today, -YEAR), addDays(today, -TWO_WEEKS)];
	const counted = facts.filter((fact) => {
		const day = new Date(fact.createdAt).toISOString().slice(0, 10);
		return day >= from && (day <= until || timesUsed(fact) > 0);
	});
	return { heard: counted.length, cameUp: counted.filter((fact) => timesUsed(fact) > 0).length };
}

/** In how many interactions it came up again. */
export function timesUsed({ fields }: FactRow): number {
	return Object.values(fields.usedIn ?? {}).filter(Boolean).length;
}

/** What lies ahead first, the next one before the others; then what was learned, newest first. */
export function inOrder(facts: readonly FactRow[], today: WallDate): readonly FactRow[] {
	const ahead = (fact: FactRow) => (fact.fields.date ?? '') >= today;
	return facts.toSorted((a, b) => {
		if (ahead(a) !== ahead(b)) return ahead(a) ? -1 : 1;
		if (ahead(a)) return compare(a.fields.date ?? '', b.fields.date ?? '') || compare(a.id, b.id);
		return b.createdAt - a.createdAt || compare(b.id, a.id);
	});
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
