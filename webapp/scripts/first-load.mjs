/**
 * Prints what a browser fetches before the first page of a route can be drawn: what index.html
 * preloads, and what the route's own chunk imports. Sizes are of gzip at its best.
 *
 *     node scripts/first-load.mjs [route id]
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const client = new URL('../.svelte-kit/output/client/', import.meta.url);
const route = process.argv[2] ?? '/';

/** @type {Record<string, { file: string, imports?: string[], css?: string[] }>} */
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', client), 'utf8'));
const page = readFileSync(new URL('../build/index.html', import.meta.url), 'utf8');

const preloaded = [...page.matchAll(/href="\/(_app[^"]+\.(?:js|css))"/g)].map(([, file]) => file);
const files = new Set(preloaded);
const followed = new Set();
const nodes = '.svelte-kit/generated/build/client-optimized/nodes/';
const wanted = `src/routes${route === '/' ? '' : route}/+page.svelte"`;
const entry = Object.keys(manifest).find(
	(name) =>
		name.startsWith(nodes) &&
		readFileSync(new URL(`../${name}`, import.meta.url), 'utf8').includes(wanted)
);
if (entry === undefined) throw new Error(`There is no route ${route}.`);
follow(entry);

/** @param {string} name */
function follow(name) {
	const chunk = manifest[name];
	if (chunk === undefined || followed.has(name)) return;
	followed.add(name);
	files.add(chunk.file);
	for (const css of chunk.css ?? []) files.add(css);
	for (const next of chunk.imports ?? []) follow(next);
}

let js = 0;
let css = 0;
for (const file of files) {
	const size = gzipSync(readFileSync(new URL(file, client)), { level: 9 }).length;
	if (file.endsWith('.css')) css += size;
	else js += size;
	console.log(`${(size / 1024).toFixed(1).padStart(7)} KiB  ${file}`);
}
console.log(
	`JS ${(js / 1024).toFixed(1)} KiB, CSS ${(css / 1024).toFixed(1)} KiB, ${files.size} files`
);
