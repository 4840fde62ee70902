import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [
		messages(),
		announcerWithoutStyle(),
		sveltekit({
			compilerOptions: {
				runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true)
			},
			adapter: adapter({ fallback: 'index.html', precompress: true }),
			// The same policy goes out as a header, with frame-ancestors, which a <meta> cannot carry.
			csp: {
				mode: 'hash',
				directives: {
					'default-src': ['none'],
					'script-src': ['self', ...inlineScriptHashes('src/app.html')],
					'style-src': ['self'],
					'connect-src': ['self'],
					'font-src': ['self'],
					'img-src': ['self', 'blob:', 'data:'],
					'manifest-src': ['self'],
					'worker-src': ['self'],
					'base-uri': ['none'],
					'form-action': ['self'],
					'require-trusted-types-for': ['script'],
					'trusted-types': ['svelte-trusted-html', 'sveltekit-trusted-url']
				}
			},
			version: { name: version(), pollInterval: 0 }
		}),
		svelteTesting()
	],
	server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
	test: {
		include: ['src/**/*.test.ts'],
		environment: 'jsdom',
		setupFiles: ['fake-indexeddb/auto', './src/lib/ui/testing/setup.ts']
	}
});

/** Compiles the messages before anything imports them, and again while developing. */
function messages(): Plugin {
	const compile = () => {
		execFileSync(process.execPath, ['scripts/messages.mjs'], { stdio: 'inherit' });
	};
	return {
		name: 'tend-messages',
		config: compile,
		configureServer: ({ watcher }) => {
			watcher.add('messages').on('change', (file) => {
				if (file.includes('/messages/') && file.endsWith('.json')) compile();
			});
		}
	};
}

/**
 * Takes the style attribute off the element in which Kit announces page titles: the policy allows
 * none, and app.css hides the element. If Kit comes to write it differently, the build says so.
 */
function announcerWithoutStyle(): Plugin {
	return {
		name: 'tend-announcer',
		enforce: 'pre',
		transform: {
			filter: { id: /@sveltejs\/kit\/src\/runtime\/components\/root\.svelte$/ },
			handler(code) {
				const [before, after] = code.split(/\n\s+style="[^"]*"/);
				if (after === undefined) this.error('The announcer of SvelteKit has changed.');
				return before + after;
			}
		}
	};
}

/**
 * The name of this build: the last commit that touched the web app, and a digest of what was
 * changed since, so that the same sources always give the same bytes.
 */
function version(): string {
	if (process.env['TEND_VERSION'] !== undefined) return process.env['TEND_VERSION'];
	try {
		const commit = git('log', '-1', '--format=%h', '--', '.');
		const changes = git('diff', 'HEAD', '--', '.') + git('status', '--porcelain', '--', '.');
		return changes === '' ? commit : `${commit}-${sha256(changes).slice(0, 7)}`;
	} catch {
		return 'dev';
	}
}

function git(...args: string[]): string {
	const options = { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] };
	return execFileSync('git', args, options as { encoding: 'utf8' }).trim();
}

/** The CSP sources of the scripts that stand in a template; Kit hashes only the one it writes itself. */
function inlineScriptHashes(template: string): `sha256-${string}`[] {
	const html = readFileSync(template, 'utf8');
	return [...html.matchAll(/<script>([^]*?)<\/script>/g)].map(
		([, script = '']) => `sha256-${createHash('sha256').update(script).digest('base64')}` as const
	);
}

function sha256(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
