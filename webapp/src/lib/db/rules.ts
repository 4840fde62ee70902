import { collections, type CollectionName } from '#lib/api/collections.gen.ts';
import { mergeText } from '#lib/merge/text.ts';

import type { Rules } from './pending.ts';

/** The rules of the collections as they are defined, with the merge that the server does too. */
export const rules: Rules = {
	kind: kindOf,
	mergeText: (base, there, coming) => mergeText(base, there, coming).text
};

function kindOf(collection: CollectionName, field: string): 'lww' | 'text' | 'map' | 'max' {
	const slash = field.indexOf('/');
	const definition: Readonly<Record<string, { readonly kind: ReturnType<typeof kindOf> }>> =
		collections[collection];
	return definition[slash < 0 ? field : field.slice(0, slash)]?.kind ?? 'lww';
}
