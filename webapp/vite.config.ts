import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { svelteTesting } from '@testing-library/svelte/vite';
import { defineConfig } from 'vitest/config';

import { codeSplitting } from './vite/chunks.ts';
import { announcerWithoutStyle, withoutDevalue } from './vite/kit.ts';
import { oneLanguage, perLanguage } from './vite/languages.ts';
import { messages, messagesByName } from './vite/messages.ts';
import { inlineScriptHashes, version } from './vite/source.ts';

export default defineConfig({
	plugins: [
		messages(),
		announcerWithoutStyle(),
		withoutDevalue(),
		sveltekit({
			compilerOptions: {
				runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true)
			},
			adapter: perLanguage(adapter({ fallback: 'index.html', precompress: true })),
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
					'trusted-types': ['svelte-trusted-html', 'sveltekit-trusted-url', 'tend-worker']
				}
			},
			version: { name: version(), pollInterval: 0 }
		}),
		messagesByName(),
		oneLanguage(),
		svelteTesting()
	],
	environments: { client: { build: { rolldownOptions: { output: { codeSplitting } } } } },
	server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
	test: {
		include: ['src/**/*.test.ts'],
		// Those that need a document say so in their first line: making one takes longer than most tests.
		environment: 'node',
		maxWorkers: '100%',
		setupFiles: ['fake-indexeddb/auto', './src/lib/ui/testing/setup.ts']
	}
});
