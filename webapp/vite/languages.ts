import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

import type { Adapter, Builder } from '@sveltejs/kit';
import { minifySync, type Plugin } from 'vite';

import project from '../project.inlang/settings.json' with { type: 'json' };

export const languages: readonly string[] = project.locales;

/** Stands in the scripts of the build for the language of whoever reads them, until they are written out. */
const spoken = '__TEND_LANGUAGE__';

const immutable = '_app/immutable/';

/** Has messages ask for the language by a name that {@link inLanguage} puts it for. */
export function oneLanguage(): Plugin {
	return {
		name: 'tend-one-language',
		apply: 'build',
		applyToEnvironment: ({ name }) => name === 'client',
		transform: {
			filter: { id: /\/paraglide\/(?:runtime|messages\/\w+)\.js$/ },
			handler(code, id) {
				const known = id.endsWith('/runtime.js')
					? code.replace(
							'experimentalStaticLocale = undefined',
							`experimentalStaticLocale = ${spoken}`
						)
					: code.replaceAll('experimentalStaticLocale ?? options.locale ?? getLocale()', spoken);
				// A text without words to choose from is one in every language.
				if (known === code && code.includes('getLocale()')) this.error(`${id} has changed.`);
				return { code: known, map: null };
			}
		}
	};
}

/**
 * Writes each script once for each language, with the texts of that one only, below a folder of its
 * name; the page begins with those of its reader. All of one file's forms have the same name, so
 * a script that is missing in one language can be replaced by that in another.
 */
export function perLanguage(adapter: Adapter): Adapter {
	return {
		...adapter,
		adapt: (builder) => adapter.adapt({ ...builder, ...writers(builder) })
	};
}

function writers(builder: Builder): Pick<Builder, 'writeClient' | 'generateFallback'> {
	return {
		writeClient(dest) {
			const written = builder.writeClient(dest);
			writeScripts(join(dest, immutable));
			return written;
		},
		async generateFallback(dest) {
			await builder.generateFallback(dest);
			writeFileSync(dest, inReadersLanguage(readFileSync(dest, 'utf8')));
			for (const language of languages) {
				const pack = packOf(dirname(dest), language, builder.config.version.name);
				writeFileSync(join(dirname(dest), `_app/app.${language}.json`), JSON.stringify(pack));
			}
		}
	};
}

/** Replaces the scripts in `dir` by those in each language. */
function writeScripts(dir: string): void {
	const scripts = readdirSync(dir, { recursive: true, encoding: 'utf8' })
		.filter((path) => /^(?:chunks|entry|nodes)\/.*\.js$/.test(path))
		.sort();
	for (const path of scripts) {
		const code = readFileSync(join(dir, path), 'utf8');
		for (const language of languages) {
			const file = join(dir, language, path);
			mkdirSync(dirname(file), { recursive: true });
			writeFileSync(file, inLanguage(basename(path), code, language));
		}
	}
	for (const folder of new Set(scripts.map(dirname)))
		rmSync(join(dir, folder), { recursive: true });
}

/** A script with the texts of one language; what is not text stays beside the folders of all. */
function inLanguage(name: string, code: string, language: string): string {
	const lower = code.replaceAll(/(["'`])\.\.\/(assets|workers)\//g, '$1../../$2/');
	if (!lower.includes(spoken)) return lower;
	const told = lower.replaceAll(spoken, JSON.stringify(language));
	const { code: small, errors } = minifySync(name, told, { module: true });
	if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
	return small;
}

const preload =
	/[ \t]*<link href="\/_app\/immutable\/((?:chunks|entry|nodes)\/[^"]+)" rel="modulepreload">\n/g;
const start = /import\("\/_app\/immutable\/(entry\/[^"]+)"\)/g;

/** The page, which fetches the scripts in the language that its first script found out. */
function inReadersLanguage(page: string): string {
	const scripts = Array.from(page.matchAll(preload), ([, path = '']) => path);
	const starts = page.match(start)?.length;
	if (scripts.length === 0 || starts !== 2) throw new Error('The page of SvelteKit has changed.');
	const preloading = `<script>
			for (const path of ${JSON.stringify(scripts)}) {
				const link = document.createElement('link');
				link.rel = 'modulepreload';
				link.href = '/${immutable}' + document.documentElement.lang + '/' + path;
				document.head.append(link);
			}
		</script>
	</head>`;
	const changed = page
		.replaceAll(preload, '')
		.replace('</head>', preloading)
		.replaceAll(start, `import('/${immutable}' + document.documentElement.lang + '/$1')`);
	const hashes = Array.from(changed.matchAll(/<script>([^]*?)<\/script>/g), ([, script = '']) => {
		return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
	});
	return changed.replace(/(?<=script-src 'self')[^;"]*/, ` ${hashes.join(' ')}`);
}

/**
 * Files that only the platform asks for, or only once: for stores, installers and home screens, not
 * the app; and the year of the sample people, which comes when it is wanted (`onDemand` in shell.ts).
 */
const elsewhere =
	/^\/(?:robots\.txt|service-worker\.js|_app\/(?:version|app\.\w+)\.json|screenshots\/|icons\/(?!icon-192|badge-96))|\/assets\/year\./;

/**
 * All that the app needs in a language without a network: scripts and styles as they are, as one file
 * compresses much better than two hundred; of the rest, the paths.
 */
function packOf(dir: string, language: string, version: string): object {
	const paths = readdirSync(dir, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => `/${relative(dir, join(entry.parentPath, entry.name))}`)
		.filter((path) => !elsewhere.test(path) && !path.includes('/.'))
		.sort();
	const speaking = (of: string) => `/${immutable}${of}/`;
	const own = paths.filter(
		(path) =>
			path.startsWith(speaking(language)) || !languages.some((of) => path.startsWith(speaking(of)))
	);
	// A worker goes by the policy that its own answer brings, so it is fetched as it is.
	const isText = (path: string) => path.endsWith('.css') || path.startsWith(speaking(language));
	const texts = own.filter(isText).map((path) => [path, readFileSync(join(dir, path), 'utf8')]);
	return {
		version,
		texts: Object.fromEntries(texts) as object,
		others: own.filter((path) => !isText(path))
	};
}
