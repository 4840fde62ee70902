/** The kinds of what is given and received, by the words people use for them. */
import type { Exchange } from '#lib/api/collections.gen.ts';

/** A kind of give. */
export type Give = NonNullable<Exchange['kind']>;

const words: Readonly<Record<string, Give>> = {
	expertise: 'expertise',
	advice: 'expertise',
	fachwissen: 'expertise',
	rat: 'expertise',
	insight: 'insight',
	insights: 'insight',
	einblick: 'insight',
	erkenntnis: 'insight',
	opportunity: 'opportunity',
	lead: 'opportunity',
	gelegenheit: 'opportunity',
	chance: 'opportunity',
	idea: 'idea',
	ideas: 'idea',
	idee: 'idea',
	priority: 'priority',
	vorrang: 'priority',
	priorität: 'priority',
	intro: 'introduction',
	introduction: 'introduction',
	vorstellung: 'introduction',
	kontakt: 'introduction',
	time: 'time',
	zeit: 'time',
	letter: 'letter',
	postcard: 'letter',
	brief: 'letter',
	postkarte: 'letter',
	access: 'access',
	zugang: 'access',
	other: 'other',
	anderes: 'other'
};

/** Words that tell of a kind wherever they stand; of several the first kind in this order counts. */
const telling: readonly (readonly [RegExp, Give])[] = [
	[
		wordOf('intro(?:duced|duction)?|connected|vorgestellt|bekannt gemacht|vernetzt'),
		'introduction'
	],
	[wordOf('letter|postcard|brief|postkarte|handwritten'), 'letter'],
	[wordOf('stud(?:y|ie)|article|report|research|benchmark|artikel|bericht|podcast'), 'insight'],
	[wordOf('review(?:ed)?|advi(?:ce|sed)|feedback|beraten|gegengelesen|geprüft'), 'expertise'],
	[wordOf('(?:of my|of her|of his|of their|meiner|ihrer|seiner) (?:time|zeit)'), 'time']
];

function wordOf(source: string): RegExp {
	return new RegExp(String.raw`(?<!\p{L})(?:${source})(?!\p{L})`, 'iu');
}

/** What kind of give a text tells of, and how long the word for it is when a colon says that it is only that. */
export function giveOf(text: string): { readonly kind: Give; readonly label: number } {
	const match = /^(\p{L}+)(\s*[:：]\s*)?/u.exec(text);
	const kind = words[(match?.[1] ?? '').toLowerCase()];
	if (match !== null && kind !== undefined)
		return { kind, label: match[2] === undefined ? 0 : match[0].length };
	const told = telling.find(([word]) => word.test(text));
	return { kind: told?.[1] ?? 'other', label: 0 };
}
