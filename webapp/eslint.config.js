import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** What every feature may stand on. Features do not import each other: routes bring them together. */
const ground = ['api', 'calendar', 'db', 'draft', 'sync', 'search', 'merge', 'ui', 'paraglide'];

/** What each folder of src/lib may import from src/lib, besides itself (architecture of the web app). */
const layers = {
	paraglide: [],
	api: [],
	calendar: [],
	draft: [],
	merge: [],
	search: ['api', 'merge'],
	db: ['api', 'merge', 'search'],
	sync: ['api', 'db', 'merge', 'search'],
	ui: ['paraglide'],
	account: ground,
	capture: ground,
	contact: ground,
	history: ground,
	note: ground,
	push: ground,
	attention: ground,
	settings: ground,
	shell: ground,
	reminder: ground,
	timeline: ground,
	today: ground,
	transfer: ground
};

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
							group: forbidden.flatMap((other) => [`#lib/${other}/**`, `../${other}/**`]),
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
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
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
		files: ['*.js', '*.ts', 'scripts/**', 'vite/**', 'e2e/**'],
		languageOptions: { globals: { ...globals.node } }
	},
	{ files: ['**/*.{js,mjs}'], extends: [ts.configs.disableTypeChecked] },
	{
		files: ['**/*.test.ts', 'e2e/**'],
		rules: {
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/no-non-null-assertion': 'off'
		}
	},
	...boundaries
);
