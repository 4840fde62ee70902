/**
 * Compiles messages/ into src/lib/paraglide, unless that was done already.
 *
 * A process of its own, run by vite.config.ts and by the scripts of package.json: the compiler
 * leaves timers behind that keep whoever calls it alive for half a minute, and Vitest complaining.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';

import { compile } from '@inlang/paraglide-js';

const root = new URL('..', import.meta.url);
process.chdir(root.pathname);

const inputs = ['messages/*/*.json', 'project.inlang/settings.json', 'package-lock.json'];
const stamp = 'src/lib/paraglide/.inputs';

const digest = await digestOf(inputs);
if (read(stamp) !== digest) {
	await compile({
		project: './project.inlang',
		outdir: './src/lib/paraglide',
		// No language in the URL: a link that one person sends opens in the language of whoever opens it.
		strategy: ['localStorage', 'preferredLanguage', 'baseLocale'],
		localStorageKey: 'tend.locale',
		isServer: 'import.meta.env.SSR',
		disableAsyncLocalStorage: true
	});
	writeFileSync(stamp, digest);
}
process.exit(0);

/** @param {string[]} patterns */
async function digestOf(patterns) {
	const files = (await Array.fromAsync(glob(patterns))).sort();
	const hash = createHash('sha256').update(readFileSync(import.meta.filename));
	for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(file));
	return hash.digest('hex');
}

/** @param {string} file */
function read(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
