/** What the sheet holds, and what saving it writes. */
import { collections, type Exchange } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';
import type { Change } from '#lib/db/types.ts';

import type { ValueKind } from './balance.ts';

/** The kinds of thing that can be given. */
export const kinds = collections.exchange.kind.enum;

/** A kind of thing that can be given. */
export type Kind = NonNullable<Exchange['kind']> | ValueKind;

/** What happened between the user and somebody. */
export interface ExchangeForm {
	what: 'gave' | 'received' | 'asked';
	kind: Kind;
	size: 's' | 'm' | 'l';
	text: string;
	/** `YYYY-MM-DD`. */
	on: string;
	/** Id of a need of theirs that it serves, or empty. */
	need: string;
	/** Whether that need is met by it. */
	meets: boolean;
	/** Id of the promise that it keeps, or empty. */
	promise: string;
}

/** The sheet as it opens. */
export function newForm(today: WallDate, what: ExchangeForm['what'] = 'gave'): ExchangeForm {
	return {
		what,
		kind: 'insight',
		size: 'm',
		text: '',
		on: today,
		need: '',
		meets: true,
		promise: ''
	};
}

/** Whether the sheet can be saved: a few words say more than any kind. */
export function isComplete({ text }: ExchangeForm): boolean {
	return text.trim() !== '';
}

/** What saving writes: an exchange, and the need that it meets; or a need of the user's own, for an ask. */
export function changesOf(form: ExchangeForm, contact: string, id: string): readonly Change[] {
	const text = form.text.trim();
	const on = form.on === '' ? {} : { on: form.on };
	if (form.what === 'asked') {
		const patch = { askedOf: contact, text, state: 'open', ...confirmed(form.on) } as const;
		return [{ op: 'put', collection: 'need', id, patch }];
	}
	const { what: direction, kind, size, need, promise } = form;
	const forNeed = direction === 'gave' && need !== '';
	const exchange: Change = {
		op: 'put',
		collection: 'exchange',
		id,
		patch: {
			contact,
			direction,
			kind,
			size,
			text,
			...on,
			...(forNeed && { need }),
			...(promise !== '' && { promise })
		}
	};
	if (!forNeed || !form.meets) return [exchange];
	return [exchange, { op: 'put', collection: 'need', id: need, patch: { state: 'met' } }];
}

function confirmed(on: string) {
	return on === '' ? {} : { confirmedOn: on };
}
