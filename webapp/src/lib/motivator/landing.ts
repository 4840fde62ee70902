/** What landed with somebody: motivators are hypotheses, and this is the evidence for and against them. */
import type { Exchange, MotivatorPatch } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change, Row } from '#lib/db/types.ts';

/** Words to begin with; the user's own are as good. */
export const motives = [
	'results',
	'recognition',
	'learning',
	'autonomy',
	'belonging',
	'security',
	'impact',
	'fun'
] as const;

/** What is known of one motivator. */
export interface Landing {
	readonly row: Row<'motivator'>;
	/** How many gives were of this kind and are known to have landed, or not. */
	readonly given: number;
	/** How many of these landed. */
	readonly landed: number;
}

/** How well a give must have landed, of 3, to count. */
const LANDED = 2;
/** So many that landed make a guess something that was seen. */
const SEEN = 2;

/** The motivators of somebody with their evidence, the best supported first. */
export function landings(
	motivators: readonly Row<'motivator'>[],
	exchanges: readonly Row<'exchange'>[]
): readonly Landing[] {
	const rated = new Map(exchanges.filter(isRated).map(({ id, fields }) => [id, fields]));
	return motivators
		.map((row) => {
			const own = Object.keys(row.fields.evidence ?? {}).flatMap((id) => rated.get(id) ?? []);
			return { row, given: own.length, landed: own.filter(hasLanded).length };
		})
		.sort(
			(a, b) =>
				b.landed - a.landed ||
				a.given - b.given ||
				weightOf(b.row) - weightOf(a.row) ||
				(a.row.id < b.row.id ? -1 : 1)
		);
}

/** The newest give of which it is not known how it landed. */
export function unrated(
	exchanges: readonly Row<'exchange'>[],
	today: WallDate
): Row<'exchange'> | undefined {
	return exchanges
		.filter((row) => row.fields.direction === 'gave' && !isRated(row))
		.filter(({ fields: { on = '' } }) => on <= today)
		.sort((a, b) => compareText(b.fields.on ?? '', a.fields.on ?? '') || compareText(b.id, a.id))
		.at(0);
}

/**
 * What one tap writes: how it landed, and for which motivator it speaks. A guess
 * that has proved right twice is no guess any more.
 */
export function rate(
	exchange: Row<'exchange'>,
	landed: 1 | 2 | 3,
	motivator: Landing | undefined,
	today: WallDate
): readonly Change[] {
	const rated: Change = { op: 'put', collection: 'exchange', id: exchange.id, patch: { landed } };
	if (motivator === undefined) return [rated];
	const { row } = motivator;
	const now = motivator.landed + Number(landed >= LANDED);
	const evidence: MotivatorPatch = {
		[`evidence/${exchange.id}`]: { on: exchange.fields.on ?? today }
	};
	const surer = row.fields.status === 'guess' && now >= SEEN ? { status: 'seen' as const } : {};
	const patch = { ...evidence, ...surer };
	return [rated, { op: 'put', collection: 'motivator', id: row.id, patch }];
}

/** What takes {@link rate} back. */
export function unrate(
	exchange: Row<'exchange'>,
	motivator: Landing | undefined
): readonly Change[] {
	const open: Change = {
		op: 'put',
		collection: 'exchange',
		id: exchange.id,
		patch: { landed: null }
	};
	if (motivator === undefined) return [open];
	const { id, fields } = motivator.row;
	const evidence: MotivatorPatch = { [`evidence/${exchange.id}`]: null };
	const patch = { ...evidence, status: fields.status ?? null };
	return [open, { op: 'put', collection: 'motivator', id, patch }];
}

function isRated({ fields }: Row<'exchange'>): boolean {
	return fields.direction === 'gave' && fields.landed !== undefined;
}

function hasLanded({ landed = 0 }: Exchange): boolean {
	return landed >= LANDED;
}

/** What they said counts more than what was seen, and that more than a guess. */
function weightOf({ fields: { status = 'guess' } }: Row<'motivator'>): number {
	return ['guess', 'seen', 'told'].indexOf(status);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
