/** Needs and offers as their sheets hold them, and what saving writes. */
import type { Need, NeedPatch, Offer, OfferPatch } from '#lib/api/collections.gen.ts';
import type { WallDate } from '#lib/calendar/wall.ts';

/** A need as the sheet holds it. */
export interface NeedForm {
	text: string;
	confidence: 'said' | 'guess';
}

/** An offer as the sheet holds it. */
export interface OfferForm {
	text: string;
	kind: string;
	proof: string;
	onlyMe: boolean;
	why: string;
	/** As typed; empty for no limit. */
	perMonth: string;
}

/** Whether there is anything to save. */
export function hasText({ text }: { readonly text: string }): boolean {
	return text.trim() !== '';
}

/** Whether the limit is a whole number that a month can hold, or none. */
export function hasLimit({ perMonth }: OfferForm): boolean {
	return perMonth.trim() === '' || /^\d{1,4}$/.test(perMonth.trim());
}

/** The sheet of a need. */
export function needForm({ text = '', confidence = 'said' }: Need = {}): NeedForm {
	return { text, confidence };
}

/** What saving a need writes; a new one is open, and known today. */
export function needPatch(form: NeedForm, contact: string | undefined, today: WallDate): NeedPatch {
	const patch: NeedPatch = { text: form.text.trim(), confidence: form.confidence };
	return contact === undefined ? patch : { ...patch, contact, state: 'open', confirmedOn: today };
}

/** The sheet of an offer. */
export function offerForm(fields: Offer = {}, kind = ''): OfferForm {
	return {
		text: fields.text ?? '',
		kind: fields.kind ?? kind,
		proof: fields.proof ?? '',
		onlyMe: fields.onlyMe === true,
		why: fields.why ?? '',
		perMonth: fields.perMonth === undefined ? '' : String(fields.perMonth)
	};
}

/** What saving an offer writes. */
export function offerPatch(
	form: OfferForm,
	isNew: boolean,
	contact: string | undefined
): OfferPatch {
	const text = (value: string) => (value.trim() === '' ? null : value.trim());
	const all: OfferPatch = {
		text: form.text.trim(),
		kind: text(form.kind),
		proof: text(form.proof),
		onlyMe: form.onlyMe || null,
		why: text(form.why),
		perMonth: form.perMonth.trim() === '' ? null : Number(form.perMonth)
	};
	if (!isNew) return all;
	const given = Object.entries(all).filter(([, value]) => value !== null);
	return { ...Object.fromEntries(given), state: 'open', ...(contact !== undefined && { contact }) };
}
