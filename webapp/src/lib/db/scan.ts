import type { Connection } from './connection.ts';
import { fold } from './fold.ts';
import { namedIn } from './lists.ts';
import type { Finder } from './local-database.ts';
import { textOf, type Rules, type View } from './pending.ts';
import { allViews, viewStores } from './read.ts';
import type { ContactSummary, Hit } from './types.ts';
import { madeAt } from './uuid.ts';

/** Search that looks at everything: what serves until the index is there, or where it cannot be. */
export function scanning(
	connection: Connection,
	rules: Rules,
	contacts: () => Promise<readonly ContactSummary[]>
): Finder {
	return {
		async search(query, limit) {
			const words = fold(query)
				.split(/[^\p{L}\p{N}]+/u)
				.filter(Boolean);
			if (words.length === 0) return [];
			const people = (await contacts())
				.filter(({ folded }) => beginsAll(folded, words))
				.map(({ id, fullName }): Hit => {
					return { collection: 'contact', id, text: fullName, contacts: [], createdAt: madeAt(id) };
				});
			if (people.length >= limit) return people.slice(0, limit);
			const texts = await connection.run('readonly', viewStores, async (tx) => [
				...(await hitsIn(tx, 'note')),
				...(await hitsIn(tx, 'interaction'))
			]);
			return [...people, ...texts.sort((a, b) => b.createdAt - a.createdAt)].slice(0, limit);

			async function hitsIn(
				tx: Parameters<typeof allViews>[0],
				collection: 'note' | 'interaction'
			) {
				const seen = await allViews(tx, collection, rules);
				return [...seen].flatMap(([id, shown]) => hit(collection, id, shown, words));
			}
		},
		close: () => undefined
	};
}

function hit(
	collection: 'note' | 'interaction',
	id: string,
	{ deleted, fields }: View,
	words: readonly string[]
): Hit[] {
	const text = textOf(fields['body']);
	if (deleted || !beginsAll(fold(text), words)) return [];
	return [{ collection, id, text, contacts: namedIn(fields), createdAt: madeAt(id) }];
}

/** Whether each of the words begins a word of the folded text. */
function beginsAll(folded: string, words: readonly string[]): boolean {
	return words.every((word) => {
		for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
			if (at === 0 || !/[\p{L}\p{N}]/u.test(folded[at - 1] ?? '')) return true;
		}
		return false;
	});
}
