/** The worker that holds the search index. */
import { Connection } from './connection.ts';
import { follow, Indexer } from './indexer.ts';
import type { FoundRecord } from './searched.ts';
import { rules } from './rules.ts';

/** What a page asks; `n` is repeated in the answer. */
export type IndexQuestion =
	| { readonly type: 'open'; readonly n: number; readonly userId: string; readonly spaceId: string }
	| {
			readonly type: 'search';
			readonly n: number;
			readonly words: readonly string[];
			readonly limit: number;
	  }
	| { readonly type: 'save'; readonly n: number };

export interface IndexAnswer {
	readonly n: number;
	/** Undefined as long as the index is not there, or if nobody answers any more. */
	readonly found: readonly FoundRecord[] | undefined;
}

let indexer: Indexer | undefined;

addEventListener('message', ({ data }: MessageEvent<IndexQuestion>) => {
	void answer(data).then((found) => {
		const reply: IndexAnswer = { n: data.n, found };
		postMessage(reply);
	});
});

async function answer(question: IndexQuestion): Promise<readonly FoundRecord[] | undefined> {
	switch (question.type) {
		case 'open': {
			const connection = new Connection(question.userId, question.spaceId);
			indexer = new Indexer(connection, rules);
			follow(connection, indexer);
			return [];
		}
		case 'search':
			if (indexer?.ready !== true) return undefined;
			await indexer.catchUp().catch(() => undefined);
			return indexer.search(question.words, question.limit);
		case 'save':
			await indexer?.save().catch(() => undefined);
			return undefined;
	}
}
