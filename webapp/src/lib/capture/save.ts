/** What saving a capture writes. */
import type { InteractionPatch, NotePatch } from '#lib/api/collections.gen.ts';
import type { WallTime } from '#lib/calendar/wall.ts';
import type { Change } from '#lib/db/types.ts';

import type { Reflection } from './draft.ts';
import { fieldOf } from './held.ts';
import { recordsOf } from './records.ts';
import { bodyOf, sourceOf, type Understood } from './understand.ts';

/** The longest note, in code points, as the collection's definition has it. */
export const MAX_NOTE = 262_144;

/** A note can name a thousand records; nobody takes so many people's words at once. */
const MAX_RECORDS = 500;

/** A capture that is to be saved. */
export interface Capture {
	readonly noteId: string;
	readonly understood: Understood;
	readonly reflection: Reflection | undefined;
	/** When it is written. */
	readonly at: WallTime;
	readonly newId: () => string;
}

/**
 * The note, the people who are new, and a record for each thing that was understood, to be saved
 * together: either all of it is kept or nothing, so a note never loses the person it was about.
 */
export function changesOf(capture: Capture): readonly Change[] {
	const { noteId, understood, at, newId } = capture;
	const created = understood.people.flatMap(({ id, name, isNew }): Change[] =>
		isNew === true
			? [{ op: 'put', collection: 'contact', id, patch: { fullName: name, stage: 'new' } }]
			: []
	);
	const interaction = interactionOf(capture);
	const ground = { today: at.slice(0, 10), newId, interaction: interaction?.id };
	const records = [
		...(interaction === undefined ? [] : [interaction]),
		...understood.found.flatMap((found) => recordsOf(found, ground)).slice(0, MAX_RECORDS)
	];
	const patch: NotePatch = {
		body: bodyOf(understood),
		source: sourceOf(understood),
		at: noteTime(capture),
		...members(understood),
		...Object.fromEntries(
			records.map(({ id, collection }) => [fieldOf(collection, id), true] as const)
		)
	};
	return [...created, { op: 'put', collection: 'note', id: noteId, patch }, ...records];
}

/** What takes a capture back: everything that it created goes to the trash. */
export function undoOf(changes: readonly Change[]): readonly Change[] {
	return changes.map(({ collection, id }): Change => ({ op: 'delete', collection, id }));
}

/** What was written of yesterday's lunch belongs to yesterday; what is planned was written today. */
function noteTime({ understood: { touch }, at }: Capture): string {
	if (touch?.day === undefined || touch.isPlanned) return at;
	return touch.time === undefined ? touch.day : `${touch.day}T${touch.time}`;
}

/** The interaction, if the text tells of one or there is something to remember of it. */
function interactionOf(capture: Capture) {
	const { understood, reflection, newId } = capture;
	const { touch, people, found } = understood;
	const changes = found.filter(({ mark }) => mark === 'change').map(({ text }) => text);
	if (reflection?.kind === 'willChange') changes.push(reflection.text);
	const isEmpty = touch === undefined && reflection === undefined && changes.length === 0;
	if (isEmpty || people.length === 0) return undefined;
	const day = touch?.day;
	const clock = touch?.time;
	const patch: InteractionPatch = {
		at: day === undefined ? capture.at : clock === undefined ? day : `${day}T${clock}`,
		...(touch?.kind !== undefined && { kind: touch.kind }),
		...(touch?.setting !== undefined && { setting: touch.setting }),
		...(touch?.minutes !== undefined && { minutes: touch.minutes }),
		...(touch?.isPlanned === true && { planned: true }),
		...(changes.length > 0 && { willChange: changes.join('\n') }),
		...(reflection?.kind === 'learned' && { learned: reflection.text }),
		...(reflection?.kind === 'serveBetter' && { serveBetter: reflection.text }),
		...members(understood)
	};
	return { op: 'put', collection: 'interaction', id: newId(), patch } as const;
}

function members({ people }: Understood): Readonly<Record<`contacts/${string}`, true>> {
	return Object.fromEntries(people.map(({ id }) => [`contacts/${id}` as const, true] as const));
}
