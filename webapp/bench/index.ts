/**
 * What a search among 200,000 notes and 20,000 people costs in the index alone: no browser, no
 * database, no worker.
 *
 *     node bench/index.ts
 */
import { SearchIndex } from '../src/lib/search/search-index.ts';
import { wordsOf } from '../src/lib/search/words.ts';

import { randoms, textOf } from './seed.ts';
import { median, quantile } from './table.ts';

const [contact, note] = [0, 1];
const typed = ['mara', 'sote', 'bida', 'kolu', 'pira', 'tano', 'maraso', 'kolupa', 'mraaso'];

const random = randoms(1);
const index = new SearchIndex();
const began = performance.now();
fill(contact, 20_000, (n) => `Ana Müller ${String(n)} House ${String(n % 400)}`);
fill(note, 200_000, () => textOf(random));
const bytes = index
	.store()
	.reduce((sum, { ids, terms, postings }) => sum + ids.length + terms.length + postings.length, 0);
console.log(
	`built in ${((performance.now() - began) / 1000).toFixed(1)} s, ${(bytes / 2 ** 20).toFixed(1)} MiB`
);
measure('people, a key', [contact]);
measure('texts, a key', [note]);
measure('everything, a key', [contact, note]);

function fill(kind: number, count: number, text: (n: number) => string): void {
	const filling = index.fill();
	for (let n = 0; n < count; n++) {
		const id = `019a${String(kind)}000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
		filling.add([{ id, kind, words: [...new Set(wordsOf(text(n)))] }]);
	}
	filling.end();
}

/** Milliseconds from a key to what is found, over the beginnings of all words. */
function measure(what: string, among: readonly number[]): void {
	const kinds = new Set(among);
	const begins = typed.flatMap((word) => Array.from(word, (_, i) => word.slice(0, i + 1)));
	// The best of some rounds: what else the machine does is not the index's.
	const times = begins.map((begin) => {
		const rounds = Array.from({ length: 7 }, () => {
			const from = performance.now();
			index.search({ words: [begin], limit: 20, kinds });
			return performance.now() - from;
		});
		return Math.min(...rounds);
	});
	const [middle, high] = [median(times), quantile(times, 0.95)];
	console.log(`${what}: median ${middle.toFixed(2)} ms, p95 ${high.toFixed(2)} ms`);
}
