import { resolve } from 'node:path';

import type { Rolldown } from 'vite';

type CodeSplitting = Exclude<NonNullable<Rolldown.OutputOptions['codeSplitting']>, boolean>;
type Group = NonNullable<CodeSplitting['groups']>[number];
type Graph = Parameters<Exclude<Group['name'], string>>[1];

/** The nodes of the layout and of the error page, which Kit loads with every page. */
const roots = [
	'.svelte-kit/generated/build/client-optimized/nodes/0.js',
	'.svelte-kit/generated/build/client-optimized/nodes/1.js'
];

/** The page on which the app opens. */
const firstPage = ['src/routes/+page.svelte'];

/** One compiled message, with the feature it belongs to. */
const message = /\/src\/lib\/paraglide\/messages\/([a-z]+)_/;

/** What pages are made of, whatever they are about. */
const shared = /\/src\/lib\/(?:ui|db|calendar|undo)\//;

/**
 * What Kit's entry stands on. It sets what other modules read when they are evaluated, such as the
 * version, and therefore must not draw them in.
 */
const start = /kit\/src\/runtime\/client\/payload\.js$|^\0vite\/preload-helper|^\0rolldown\//;

/** What stays where it would be. */
const leftAlone = /^\0|\/@sveltejs\/kit\/|\/nodes\/\d+\.js$/;

/**
 * How modules come together in files. Left alone, each message and each component that two pages
 * share would be a file of its own: seventy requests for the first page, with little to compress in
 * each. So Svelte is one file, what every page begins with is one, what Today needs besides is one,
 * the messages of a feature that several of its pages use are one, and so is what many pages
 * are made of, whatever they are about.
 */
export const codeSplitting: CodeSplitting = {
	groups: [
		{ name: 'start', test: start, priority: 5 },
		{ name: 'svelte', test: /\/node_modules\/(?:svelte|clsx|esm-env)\//, priority: 4 },
		{ debugName: 'begin', name: reachedFrom(roots, 'begin'), priority: 3 },
		{ debugName: 'today', name: reachedFrom(firstPage, 'today'), priority: 2 },
		{
			debugName: 'messages',
			name: (id) => `messages-${message.exec(id)?.[1] ?? ''}`,
			test: message,
			minShareCount: 2,
			priority: 1
		},
		{ name: 'shared', test: shared, minShareCount: 3, priority: 0 }
	]
};

function reachedFrom(roots: readonly string[], name: string): Exclude<Group['name'], string> {
	let reached: ReadonlySet<string> | undefined;
	return (id, graph) => {
		reached ??= reachable(roots, graph);
		return reached.has(id) && !leftAlone.test(id) ? name : null;
	};
}

/** Every module that the roots import, however far down; what is imported on demand is not among them. */
function reachable(roots: readonly string[], graph: Graph): ReadonlySet<string> {
	const reached = new Set(roots.map((root) => resolve(root)));
	for (const id of reached) {
		for (const next of graph.getModuleInfo(id)?.importedIds ?? []) reached.add(next);
	}
	return reached;
}
