/** Ideas for somebody: those still to be told, and how those landed that were told. */
import type { Row } from '#lib/db/types.ts';

/** An idea as the screen shows it. */
export type IdeaRow = Row<'idea'>;

/** Ideas by where they stand. */
export interface Ideas {
	/** Still to be told, the oldest first: it has waited longest. */
	readonly open: readonly IdeaRow[];
	/** Told, the newest first. */
	readonly told: readonly IdeaRow[];
}

/** How an idea landed, from not at all to very well. */
export const landings = [1, 2, 3] as const;

/** Sorts ideas. */
export function ideasOf(rows: readonly IdeaRow[]): Ideas {
	const byId = rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));
	return {
		open: byId.filter(({ fields }) => fields.deliveredOn === undefined),
		told: byId
			.filter(({ fields }) => fields.deliveredOn !== undefined)
			.sort((a, b) => compare(b.fields.deliveredOn ?? '', a.fields.deliveredOn ?? ''))
	};
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
