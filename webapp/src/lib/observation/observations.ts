/** What was noted about somebody and may turn out otherwise: assumptions, feedback, risks. */
import type { Row } from '#lib/db/types.ts';

/** What can be noted. */
export const kinds = ['assumption', 'feedback', 'risk'] as const;

export type Kind = (typeof kinds)[number];

/** One of them, as it is kept. */
export type ObservationRow = Row<Kind>;

/** Observations by where they stand. */
export interface Observations {
	/** Of which it is not known yet what became of them, the newest first. */
	readonly open: readonly ObservationRow[];
	/** The one known last comes first. */
	readonly settled: readonly ObservationRow[];
}

/** Sorts observations. */
export function observationsOf(rows: readonly ObservationRow[]): Observations {
	return {
		open: rows.filter((row) => !isSettled(row)).sort(latest(({ fields }) => fields.on)),
		settled: rows.filter(isSettled).sort(latest(({ fields: { outcomeOn, on } }) => outcomeOn ?? on))
	};
}

/** Whether it is known what became of it. */
export function isSettled({ fields: { outcome = '' } }: ObservationRow): boolean {
	return outcome.trim() !== '';
}

/** What the user will do differently, where that was said. */
export function changeOf({ fields }: ObservationRow): string | undefined {
	return 'willChange' in fields && fields.willChange !== '' ? fields.willChange : undefined;
}

function latest(day: (row: ObservationRow) => string | undefined) {
	return (a: ObservationRow, b: ObservationRow) =>
		compare(day(b) ?? '', day(a) ?? '') || compare(b.id, a.id);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
