/** What can be done with needs, offers, matches and introductions; each says what it did and can be taken back. */
import type {
	IntroductionPatch,
	MatchPatch,
	NeedPatch,
	OfferPatch
} from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change, Database, Row } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';
import { undoable, type Sayer } from '#lib/undo/undo.ts';

import type { Match, NeedRow, OfferRow } from './match.ts';

/** What the actions work on. */
export interface Desk {
	readonly db: Pick<Database, 'putAll' | 'newId'>;
	readonly toasts: Sayer;
}

export type IntroductionRow = Row<'introduction'>;

/** Says what became of a need. */
export function setState(desk: Desk, row: NeedRow, state: 'open' | 'met' | 'gone') {
	return change(
		desk,
		m.need_saved_toast(),
		needPut(row, { state }),
		needPut(row, back(row, ['state']))
	);
}

/** Notes that a need is still true. */
export function confirm(desk: Desk, row: NeedRow, today: WallDate) {
	const patch: NeedPatch = { confirmedOn: today };
	return change(
		desk,
		m.need_confirmed_toast(),
		needPut(row, patch),
		needPut(row, back(row, ['confirmedOn']))
	);
}

/** Moves a need or an offer to the trash. */
export function remove(desk: Desk, row: NeedRow | OfferRow) {
	const { collection, id } = row;
	return change(
		desk,
		m.need_deleted_toast({ text: row.fields.text ?? '' }),
		[{ op: 'delete', collection, id }],
		[{ op: 'restore', collection, id }]
	);
}

/** Keeps what was decided about a match, so that it never comes again. */
export function decide(desk: Desk, match: Match, decision: NonNullable<MatchPatch['decision']>) {
	const made = matchPut(desk.db.newId(), match, decision);
	const text = decision === 'no-fit' ? m.need_no_fit_toast() : m.need_offered_toast();
	return change(desk, text, [made], [{ op: 'delete', collection: 'match', id: made.id }]);
}

/** Begins to bring two people together. Resolves to the id of the introduction. */
export async function introduce(desk: Desk, match: Match): Promise<string | undefined> {
	const { need, helper } = match;
	if (helper === undefined || need.fields.contact === undefined) return undefined;
	const id = desk.db.newId();
	const patch: IntroductionPatch = { a: need.fields.contact, b: helper, need: need.id };
	const made = matchPut(desk.db.newId(), match, 'introduced');
	const done = await change(
		desk,
		m.need_introduction_begun(),
		[{ op: 'put', collection: 'introduction', id, patch }, made],
		[
			{ op: 'delete', collection: 'introduction', id },
			{ op: 'delete', collection: 'match', id: made.id }
		]
	);
	return done ? id : undefined;
}

/** Takes an introduction a step further. */
export function step(
	desk: Desk,
	row: IntroductionRow,
	patch: IntroductionPatch,
	more: readonly Change[] = []
) {
	const before = Object.fromEntries(
		(['state', 'outcome', 'thanked'] as const)
			.filter((name) => name in patch)
			.map((name) => [name, row.fields[name] ?? null])
	);
	const put = (fields: IntroductionPatch): Change => ({
		op: 'put',
		collection: 'introduction',
		id: row.id,
		patch: fields
	});
	return change(
		desk,
		m.need_saved_toast(),
		[put(patch), ...more],
		[put(before), ...more.map(inverse)]
	);
}

/** What two people who were brought together were given: it goes into the ledger of the one with the need. */
export function givenBy(desk: Desk, row: IntroductionRow, text: string, on: WallDate): Change {
	const { a = '', need } = row.fields;
	return {
		op: 'put',
		collection: 'exchange',
		id: desk.db.newId(),
		patch: {
			...(a !== '' && { contact: a }),
			direction: 'gave',
			kind: 'introduction',
			size: 'm',
			text,
			on,
			...(need !== undefined && { need })
		}
	};
}

/** Notes that somebody was told of an opportunity, and gives them credit for it in the ledger. */
export function tell(desk: Desk, row: OfferRow, contact: string, on: WallDate) {
	const given: Change = {
		op: 'put',
		collection: 'exchange',
		id: desk.db.newId(),
		patch: {
			contact,
			direction: 'gave',
			kind: 'opportunity',
			size: 'm',
			text: row.fields.text ?? '',
			on
		}
	};
	const put = (patch: OfferPatch): Change => ({
		op: 'put',
		collection: 'offer',
		id: row.id,
		patch
	});
	return change(
		desk,
		m.need_told_toast(),
		[put({ [`told/${contact}`]: { on } }), given],
		[put({ [`told/${contact}`]: null }), inverse(given)]
	);
}

/** Notes that an article went to somebody, and for which need. */
export function shared(
	desk: Desk,
	what: {
		readonly contact: string;
		readonly need: string | undefined;
		readonly text: string;
		readonly on: WallDate;
	}
) {
	const { contact, need, text, on } = what;
	const given: Change = {
		op: 'put',
		collection: 'exchange',
		id: desk.db.newId(),
		patch: {
			contact,
			direction: 'gave',
			kind: 'insight',
			size: 's',
			text,
			on,
			...(need !== undefined && { need })
		}
	};
	return change(desk, m.need_shared_toast(), [given], [inverse(given)]);
}

function matchPut(
	id: string,
	{ need, offer, helper }: Match,
	decision: NonNullable<MatchPatch['decision']>
) {
	const patch: MatchPatch = {
		need: need.id,
		offer: offer.id,
		decision,
		...(helper !== undefined && { helper })
	};
	return { op: 'put', collection: 'match', id, patch } as const;
}

function needPut({ id }: NeedRow, patch: NeedPatch): readonly Change[] {
	return [{ op: 'put', collection: 'need', id, patch }];
}

function back(row: NeedRow, names: readonly ('state' | 'confirmedOn')[]): NeedPatch {
	return Object.fromEntries(names.map((name) => [name, row.fields[name] ?? null]));
}

/** Takes back the making of a record. */
function inverse({ collection, id }: Change): Change {
	return { op: 'delete', collection, id };
}

function change(
	{ db, toasts }: Desk,
	text: string,
	changes: readonly Change[],
	undo: readonly Change[]
): Promise<boolean> {
	return undoable(toasts, { text, run: () => db.putAll(changes), undo: () => db.putAll(undo) });
}
