/** What the built web app weighs, and what it may. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

import { build } from 'vite';

const webapp = join(import.meta.dirname, '..');
const built = join(webapp, 'build');
const vite = join(webapp, '.svelte-kit', 'output', 'client', '.vite', 'manifest.json');
const immutable = '_app/immutable/';
const nodes = '.svelte-kit/generated/build/client-optimized/nodes/';

/** One bound on bytes, in KiB. */
export interface ByteGate {
	readonly name: string;
	/** What we aim for. */
	readonly budget: number;
	/** What no build may exceed. */
	readonly gate: number;
	readonly measured: number;
	/** What was weighed, where that is not plain. */
	readonly detail?: string;
}

/** What Vite tells of each file it wrote. */
interface Chunk {
	readonly file: string;
	readonly imports?: readonly string[];
	readonly dynamicImports?: readonly string[];
	readonly css?: readonly string[];
	readonly isDynamicEntry?: boolean;
}

type Manifest = Readonly<Record<string, Chunk>>;

/** Weighs the build against the bounds of the design. */
export function weigh(): readonly ByteGate[] {
	return languages().flatMap(weighIn);
}

function weighIn(language: string): readonly ByteGate[] {
	const first = [...firstLoad(language)];
	const lazy = heaviestLazyPart(language, new Set(first));
	const sum = (extension: string) => total(first.filter((file) => file.endsWith(extension)));
	return [
		{
			name: 'first-load JS, gz',
			budget: 70,
			gate: 95,
			measured: sum('.js'),
			detail: counted(first)
		},
		{ name: 'first-load CSS, gz', budget: 10, gate: 15, measured: sum('.css') },
		{ name: 'HTML, gz', budget: 3, gate: 5, measured: total(['index.html']) },
		{
			name: 'largest lazy route, gz',
			budget: 25,
			gate: 40,
			measured: lazy.size,
			detail: lazy.name
		},
		// Beyond the 8 KiB of the design: see internal/decisions/0110, 0142, 0240 and 0241.
		{ name: 'service worker, gz', budget: 4, gate: 14.5, measured: total(['service-worker.js']) },
		// One file of scripts and styles, and the rest: see internal/decisions/0241.
		{ name: 'precache, br', budget: 250, gate: 400, measured: precacheSize(language) }
	].map((gate) => ({ ...gate, name: `${gate.name} (${language})` }));
}

/** The languages in which the scripts were written out. */
function languages(): readonly string[] {
	return readdirSync(join(built, immutable)).filter((name) => /^[a-z]{2}$/.test(name));
}

/** What sync weighs wherever it runs: its own modules and those that merge, without the store below them. */
export async function weighSync(): Promise<ByteGate> {
	const own = /^[./]|^#lib\/(?:sync|merge)\//;
	const bundle = await build({
		root: webapp,
		configFile: false,
		logLevel: 'error',
		build: {
			write: false,
			minify: true,
			lib: {
				entry: ['sync.svelte.ts', 'work.ts'].map((file) => join(webapp, 'src/lib/sync', file)),
				formats: ['es']
			},
			rolldownOptions: { external: (id) => !own.test(id) }
		}
	});
	if ('on' in bundle) throw new Error('A build that goes on cannot be weighed.');
	const scripts = [bundle]
		.flat()
		.flatMap(({ output }) => output.flatMap((file) => (file.type === 'chunk' ? file.code : [])));
	const measured = scripts.reduce((sum, code) => sum + gzipSync(code).length, 0) / 1024;
	return { name: 'sync, gz', budget: 15, gate: 15, measured };
}

/** The scripts and styles that a browser needs before it can draw Today, by their path in the build. */
export function firstLoad(language = 'en'): ReadonlySet<string> {
	const manifest = readManifest(language);
	const files = new Set(preloaded(language));
	// Kit loads the layout and the error page with every page.
	for (const key of [rootOf(manifest, 0), rootOf(manifest, 1), routeNode(manifest, '/')])
		collect(manifest, key, files);
	return files;
}

function preloaded(language: string): string[] {
	const page = readFileSync(join(built, 'index.html'), 'utf8');
	const styles = Array.from(page.matchAll(/href="\/(_app\/[^"]+\.css)"/g), ([, file = '']) => file);
	const scripts = Array.from(
		page.matchAll(/["/]((?:chunks|entry|nodes)\/[^"']+\.js)["']/g),
		([, path = '']) => `${immutable}${language}/${path}`
	);
	return [...styles, ...scripts];
}

/** Vite knows each script before it was written out in a language. */
function readManifest(language: string): Manifest {
	if (!existsSync(vite)) throw new Error('The web app is not built: run `make build` first.');
	const written = JSON.parse(readFileSync(vite, 'utf8')) as Manifest;
	const inLanguage = (file: string) =>
		file.replace(/^(_app\/immutable\/)(?=.*\.js$)/, `$1${language}/`);
	return Object.fromEntries(
		Object.entries(written).map(([key, chunk]) => [key, { ...chunk, file: inLanguage(chunk.file) }])
	);
}

function rootOf(manifest: Manifest, node: number): string {
	const key = `${nodes}${String(node)}.js`;
	if (manifest[key] === undefined) throw new Error(`The build has no ${key}.`);
	return key;
}

/** The node of a page: Kit writes one small module for each, which names the component. */
function routeNode(manifest: Manifest, route: string): string {
	const component = `src/routes${route === '/' ? '' : route}/+page.svelte"`;
	const key = Object.keys(manifest).find(
		(name) => name.startsWith(nodes) && readFileSync(join(webapp, name), 'utf8').includes(component)
	);
	if (key === undefined) throw new Error(`The build has no page for ${route}.`);
	return key;
}

/** Adds the file of a module, and of all it imports, to `files`. */
function collect(manifest: Manifest, key: string, files: Set<string>): void {
	const seen = new Set<string>();
	const visit = (name: string) => {
		const chunk = manifest[name];
		if (chunk === undefined || seen.has(name)) return;
		seen.add(name);
		files.add(chunk.file);
		for (const css of chunk.css ?? []) files.add(css);
		for (const next of chunk.imports ?? []) visit(next);
	};
	visit(key);
}

/** The page, or part of one, that adds most scripts to those of the first load. */
function heaviestLazyPart(
	language: string,
	first: ReadonlySet<string>
): { name: string; size: number } {
	const manifest = readManifest(language);
	let heaviest = { name: '', size: 0 };
	for (const [name, { isDynamicEntry }] of Object.entries(manifest)) {
		// Kit's pages are entries by themselves, what they load on demand is not.
		if (isDynamicEntry !== true && !name.startsWith(nodes)) continue;
		const files = new Set<string>();
		collect(manifest, name, files);
		const size = total([...files].filter((file) => file.endsWith('.js') && !first.has(file)));
		if (size > heaviest.size) heaviest = { name: nameOf(name), size };
	}
	return heaviest;
}

function nameOf(key: string): string {
	if (!key.startsWith(nodes)) return key.replace(/^src\//, '');
	const component = /src\/routes(.*)\/\+(?:page|layout)\.svelte/.exec(
		readFileSync(join(webapp, key), 'utf8')
	);
	return component?.[1] ?? key;
}

/** All that the service worker keeps for the time without a network. */
function precacheSize(language: string): number {
	const pack = `_app/app.${language}.json`;
	const { others } = JSON.parse(readFileSync(join(built, pack), 'utf8')) as { others: string[] };
	return [pack, ...others].reduce((sum, file) => sum + brotli(file), 0) / 1024;
}

function brotli(file: string): number {
	const bytes = readFileSync(join(built, file));
	if (/\.(?:woff2|png|webp|jpg)$/.test(file)) return bytes.length;
	const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
	return brotliCompressSync(bytes, { params }).length;
}

/** The sum of what some files weigh in gzip, in KiB. */
function total(files: readonly string[]): number {
	const bytes = files.map((file) => gzipSync(readFileSync(join(built, file)), { level: 9 }).length);
	return bytes.reduce((sum, size) => sum + size, 0) / 1024;
}

function counted(files: readonly string[]): string {
	return `${String(files.length)} files`;
}
