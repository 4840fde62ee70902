/** What saving a capture writes. */
import type { NotePatch } from '#lib/api/collections.gen.ts';
import type { Change } from '#lib/db/types.ts';

import { bodyOf, sourceOf, type Understood } from './understand.ts';

/** The longest note, in code points, as the collection's definition has it. */
export const MAX_NOTE = 262_144;

/**
 * The note and the people who are new, to be saved together: either all of it is
 * kept or nothing, so a note never loses the person it was about.
 */
export function changesOf(noteId: string, understood: Understood, at: string): readonly Change[] {
	const people = understood.people.map(({ id }): [`contacts/${string}`, true] => [
		`contacts/${id}`,
		true
	]);
	const patch: NotePatch = {
		body: bodyOf(understood),
		source: sourceOf(understood),
		at,
		...Object.fromEntries(people)
	};
	const created = understood.people.flatMap(({ id, name, isNew }): Change[] =>
		isNew === true
			? [{ op: 'put', collection: 'contact', id, patch: { fullName: name, stage: 'new' } }]
			: []
	);
	return [...created, { op: 'put', collection: 'note', id: noteId, patch }];
}

/** What takes a capture back: everything that it created goes to the trash. */
export function undoOf(changes: readonly Change[]): readonly Change[] {
	return changes.map(({ collection, id }): Change => ({ op: 'delete', collection, id }));
}
