/** The worker that holds the search index. */
import { Connection } from './connection.ts';
import { follow, Indexer, lookUp } from './indexer.ts';
import type { Findings, Wanted } from './searched.ts';
import { rules } from './rules.ts';

/** What a page asks; `n` is repeated in the answer. */
export type IndexQuestion =
	| { readonly type: 'open'; readonly n: number; readonly userId: string; readonly spaceId: string }
	| {
			readonly type: 'search';
			readonly n: number;
			readonly wanted: Wanted;
			/** Whether something changed since the last question, so that the index must look first. */
			readonly behind: boolean;
	  }
	/** Answered once the index is there. */
	| { readonly type: 'await'; readonly n: number }
	| { readonly type: 'save'; readonly n: number };

export interface IndexAnswer {
	readonly n: number;
	/** Undefined as long as the index is not there, or if nobody answers any more. */
	readonly found: Findings | undefined;
}

/** Says yes to what is not a search. */
const nothing: Findings = { records: [], words: [] };

let indexer: Indexer | undefined;

addEventListener('message', ({ data }: MessageEvent<IndexQuestion>) => {
	// Whatever went wrong, who asked must not wait for ever: there is another way to search.
	const failed = () => undefined;
	void answer(data)
		.catch(failed)
		.then((found) => {
			const reply: IndexAnswer = { n: data.n, found };
			postMessage(reply);
		});
});

async function answer(question: IndexQuestion): Promise<Findings | undefined> {
	switch (question.type) {
		case 'open': {
			const connection = new Connection(question.userId, question.spaceId);
			indexer = new Indexer(connection, rules);
			follow(connection, indexer);
			return nothing;
		}
		case 'search':
			return indexer && lookUp(indexer, question.wanted, question.behind);
		case 'await':
			await indexer?.whenReady();
			return nothing;
		case 'save':
			await indexer?.save().catch(() => undefined);
			return undefined;
	}
}
