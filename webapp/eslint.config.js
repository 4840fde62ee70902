import { readdirSync } from 'node:fs';

import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** What several features stand on, and what each of these folders of src/lib may import besides itself. */
const ground = {
	paraglide: [],
	api: [],
	testing: ['api', 'db', 'lock', 'ui'],
	calendar: ['paraglide'],
	draft: [],
	interaction: ['api', 'paraglide'],
	link: [],
	lock: ['paraglide', 'ui'],
	undo: ['db', 'paraglide', 'ui'],
	merge: [],
	postal: ['api'],
	writing: ['db', 'paraglide'],
	search: ['api', 'merge'],
	db: ['api', 'calendar', 'merge', 'search'],
	sync: ['api', 'db', 'merge', 'search'],
	ui: ['paraglide']
};

/** Every other folder is a feature. Features do not import each other: routes bring them together. */
const features = readdirSync('src/lib', { withFileTypes: true })
	.filter((entry) => entry.isDirectory() && !(entry.name in ground))
	.map(({ name }) => [name, Object.keys(ground)]);

const layers = { ...ground, ...Object.fromEntries(features) };

const stores = {
	name: 'svelte/store',
	message: 'State is runes; a value of the outside is createSubscriber.'
};

const boundaries = Object.entries(layers).map(([folder, allowed]) => {
	const forbidden = Object.keys(layers).filter(
		(other) => other !== folder && !allowed.includes(other)
	);
	return {
		files: [`src/lib/${folder}/**`],
		rules: {
			'no-restricted-imports': [
				'error',
				{
					paths: [stores],
					patterns: [
						{
							group: forbidden.flatMap((other) => [`\\#lib/${other}/**`, `../${other}/**`]),
							message: `src/lib/${folder} may import only ${['itself', ...allowed].join(', ')}.`
						}
					]
				}
			]
		}
	};
});

export default defineConfig(
	{
		ignores: [
			'.svelte-kit/',
			'build/',
			'e2e/output/',
			'src/lib/api/*.gen.ts',
			'src/lib/paraglide/',
			'project.inlang/'
		]
	},
	js.configs.recommended,
	...ts.configs.strictTypeChecked,
	...svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.browser },
			parserOptions: {
				projectService: true,
				extraFileExtensions: ['.svelte'],
				parser: ts.parser
			}
		},
		linterOptions: { reportUnusedDisableDirectives: 'error' },
		rules: {
			'no-restricted-imports': ['error', { paths: [stores] }],
			'@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_$' }
			],
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			// Tend is served from the root of its host: '/people' is where the page is.
			'svelte/no-navigation-without-resolve': 'off',
			// Classes with runes keep private maps that no screen reads.
			'svelte/prefer-svelte-reactivity': 'off',
			eqeqeq: ['error', 'always']
		}
	},
	{
		files: ['*.js', '*.ts', 'scripts/**', 'vite/**', 'e2e/**', 'bench/**'],
		languageOptions: { globals: { ...globals.node } }
	},
	{ files: ['**/*.{js,mjs}'], extends: [ts.configs.disableTypeChecked] },
	{
		files: ['**/*.test.ts', 'e2e/**/*.ts', 'bench/**/*.ts'],
		rules: {
			// The runner waits for a test that is declared, nobody else has to.
			'@typescript-eslint/no-floating-promises': [
				'error',
				{
					allowForKnownSafeCalls: [
						{ from: 'package', package: 'node:test', name: ['test', 'suite'] }
					]
				}
			],
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/no-non-null-assertion': 'off'
		}
	},
	{
		// The parser does not see through components that are generic; svelte-check does.
		files: ['**/*.svelte'],
		rules: {
			'@typescript-eslint/no-unsafe-argument': 'off',
			'@typescript-eslint/no-unsafe-assignment': 'off',
			'@typescript-eslint/no-unsafe-return': 'off'
		}
	},
	...boundaries
);
