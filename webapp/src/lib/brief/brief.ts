/**
 * What one wants to know ten seconds before a meeting, as a pure function of the
 * records about somebody. It fits one screen of a phone: of everything only the
 * few things that matter most.
 */
import type { Contact } from '#lib/api/collections.gen.ts';
import { addDays, type WallDate } from '#lib/calendar/wall.ts';
import type { Row } from '#lib/db/types.ts';
import { withoutMarks } from '#lib/interaction/prose.ts';

/** The records about somebody. */
export interface Known {
	readonly contact: Contact;
	readonly notes: readonly Row<'note'>[];
	readonly interactions: readonly Row<'interaction'>[];
	readonly promises: readonly Row<'promise'>[];
	readonly needs: readonly Row<'need'>[];
	readonly questions: readonly Row<'question'>[];
	readonly ideas: readonly Row<'idea'>[];
	/** What of mine meets a need, by the id of the need. */
	readonly fits: ReadonlyMap<string, string>;
	readonly documents: readonly Row<'document'>[];
}

/** A part of the brief. What is owed and what they need comes first for some, closeness for others. */
export type Part = 'promises' | 'needs' | 'questions' | 'idea';

/** A promise that is open. */
export interface Owed {
	readonly id: string;
	readonly by: 'me' | 'them';
	readonly text: string;
	readonly due: WallDate | undefined;
}

/** A need of theirs, and what of mine meets it. */
export interface Wanted {
	readonly id: string;
	readonly text: string;
	readonly guess: boolean;
	readonly match: string | undefined;
}

/** The brief. */
export interface Brief {
	readonly name: string;
	readonly last: { readonly day: WallDate; readonly text: string } | undefined;
	readonly promises: readonly Owed[];
	readonly needs: readonly Wanted[];
	/** What to ask, as they were written down; to be filled up to three. */
	readonly questions: readonly { readonly id: string; readonly text: string }[];
	readonly idea: { readonly id: string; readonly text: string } | undefined;
	/** What both have worked on lately. */
	readonly page: { readonly title: string; readonly url: string } | undefined;
	readonly order: readonly Part[];
	/** Manners that must not be forgotten, by their kind; a guess is one that was never asked. */
	readonly manners: readonly {
		readonly kind: string;
		readonly text: string;
		readonly guess: boolean;
	}[];
}

/** So much of each fits. */
export const MOST = { promises: 3, needs: 2, questions: 3, manners: 2 } as const;

/** A page is worked on as long as it was opened, sent or attached within so many days. */
const LATELY = 30;

/** Which manners are warnings, the gravest first. The others are for reading up. */
const warnings = ['never', 'gifts', 'pronunciation', 'holidays'] as const;

/** Results first: what is owed, what they need, what I bring. Closeness first: what to ask them. */
const orders: Readonly<Record<NonNullable<Contact['register']>, readonly Part[]>> = {
	results: ['promises', 'needs', 'idea', 'questions'],
	personal: ['questions', 'needs', 'promises', 'idea']
};

/** Makes the brief of a day. */
export function briefOf(known: Known, today: WallDate): Brief {
	const { contact } = known;
	return {
		name: nameOf(contact),
		last: lastOf(known, today),
		promises: owedOf(known.promises),
		needs: wantedOf(known),
		questions: ripe(known.questions, today),
		idea: ideaOf(known.ideas),
		page: pageOf(known.documents, today),
		order: orders[contact.register ?? 'results'],
		manners: mannersOf(contact)
	};
}

/** What they like to be called: the form of address that was asked for, or the name they go by. */
export function nameOf({ manners, nickname, fullName }: Contact): string {
	return manners?.['address']?.value || nickname || fullName;
}

/** The zone in which they live, if it is known. */
export function zoneOf({ manners }: Contact): string | undefined {
	return manners?.['zone']?.value || undefined;
}

function lastOf({ notes, interactions }: Known, today: WallDate): Brief['last'] {
	const happened = interactions.filter(({ fields }) => fields.planned !== true);
	// Somebody may look over one's shoulder right before a meeting.
	const open = notes.filter(({ fields }) => fields.confidential !== true);
	const entries = [...happened, ...open].flatMap(({ id, fields: { at = '', body = '' } }) => {
		const day = at.slice(0, 10);
		const text = withoutMarks(body).trim().split('\n', 1)[0] ?? '';
		return day === '' || day > today || text === '' ? [] : { id, at, day, text };
	});
	return entries.sort((a, b) => compareText(b.at, a.at) || compareText(b.id, a.id)).at(0);
}

function owedOf(rows: readonly Row<'promise'>[]): readonly Owed[] {
	return rows
		.filter(({ fields }) => fields.delivery === undefined && fields.deliveredOn === undefined)
		.map(({ id, fields: { by = 'me', text = '', due } }): Owed => ({
			id,
			by,
			text,
			due: due?.slice(0, 10)
		}))
		.sort(
			(a, b) =>
				compareText(a.due ?? '9', b.due ?? '9') ||
				compareText(a.by, b.by) ||
				compareText(a.id, b.id)
		)
		.slice(0, MOST.promises);
}

function wantedOf({ needs, fits }: Known): readonly Wanted[] {
	return needs
		.filter(({ fields }) => (fields.state ?? 'open') === 'open')
		.toSorted(
			(a, b) =>
				Number(a.fields.confidence === 'guess') - Number(b.fields.confidence === 'guess') ||
				compareText(b.id, a.id)
		)
		.slice(0, MOST.needs)
		.map(({ id, fields: { text = '', confidence } }) => ({
			id,
			text,
			guess: confidence === 'guess',
			match: fits.get(id)
		}));
}

function ripe(rows: readonly Row<'question'>[], today: WallDate): Brief['questions'] {
	return rows
		.filter(({ fields }) => fields.askedIn === undefined && fields.answer === undefined)
		.filter(({ fields: { askAfter = '' } }) => askAfter <= today)
		.sort(
			(a, b) =>
				compareText(b.fields.askAfter ?? '', a.fields.askAfter ?? '') || compareText(b.id, a.id)
		)
		.slice(0, MOST.questions)
		.map(({ id, fields: { text = '' } }) => ({ id, text }));
}

function ideaOf(rows: readonly Row<'idea'>[]): Brief['idea'] {
	const open = rows.filter(({ fields }) => fields.deliveredOn === undefined && fields.text);
	const [newest] = open.sort((a, b) => compareText(b.id, a.id));
	return newest && { id: newest.id, text: newest.fields.text ?? '' };
}

function pageOf(rows: readonly Row<'document'>[], today: WallDate): Brief['page'] {
	const since = addDays(today, -LATELY);
	const [newest] = rows
		.map(({ id, createdAt, fields: { openedOn = '', invitedOn = '', title = '', url = '' } }) => {
			const madeOn = new Date(createdAt).toISOString().slice(0, 10);
			return {
				id,
				on: [openedOn, invitedOn, madeOn].toSorted(compareText).at(-1) ?? '',
				title,
				url
			};
		})
		.filter(({ on, url }) => on >= since && url !== '')
		.sort((a, b) => compareText(b.on, a.on) || compareText(b.id, a.id));
	return newest && { title: newest.title, url: newest.url };
}

function mannersOf({ manners = {} }: Contact): Brief['manners'] {
	return warnings
		.flatMap((kind) => {
			const { value = '', askedOn } = manners[kind] ?? {};
			return value === '' ? [] : { kind, text: value, guess: askedOn === undefined };
		})
		.slice(0, MOST.manners);
}

/**
 * Questions that are good to ask of anybody, to fill up what was written down:
 * others each week, and the same on every device.
 */
export function fillUp(
	own: number,
	bank: readonly string[],
	contactId: string,
	today: WallDate
): readonly string[] {
	const week = Math.floor(Date.parse(today) / (7 * 86_400_000));
	const start = (week + Number.parseInt(contactId.slice(-4), 16)) % bank.length || 0;
	const turned = [...bank.slice(start), ...bank.slice(0, start)];
	return turned.slice(0, Math.max(0, MOST.questions - own));
}

/** Whether a day is close enough to be said in clay. */
export function isPressing(due: WallDate | undefined, today: WallDate): boolean {
	return due !== undefined && due < addDays(today, 1);
}

function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
