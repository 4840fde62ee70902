/** Which records a note names that were captured with it. */
import type { CollectionName, Note } from '#lib/api/collections.gen.ts';

/** The collections that a note can have captured. */
export const captured = [
	'interaction',
	'promise',
	'question',
	'need',
	'exchange',
	'fact',
	'feedback',
	'idea'
] as const satisfies readonly CollectionName[];

/** One of them. */
export type CapturedName = (typeof captured)[number];

/** The field of a note that names a record captured with it. */
export function fieldOf(collection: string, id: string): `captured/${string}` {
	return `captured/${collection}.${id}`;
}

/** The records that a note names, of those collections only that this version knows. */
export function namedBy({
	captured: named
}: Note): readonly (readonly [collection: CapturedName, id: string])[] {
	return Object.entries(named ?? {}).flatMap(([name, is]) => {
		const [before, id] = name.split('.');
		const collection = captured.find((known) => known === before);
		return !is || collection === undefined || id === undefined ? [] : [[collection, id] as const];
	});
}
