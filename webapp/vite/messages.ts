import { execFileSync } from 'node:child_process';

import type { Plugin } from 'vite';

/** Compiles the messages before anything imports them, and again while developing. */
export function messages(): Plugin {
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

const list = '#lib/paraglide/messages.js';
const importOfList = new RegExp(`import\\s*\\{\\s*m\\s*\\}\\s*from\\s*['"]${list}['"];?`);

/** A message as it is written everywhere: its name begins with the feature. */
const use = /(?<![\w$.])m\.([a-z]+_[a-z0-9_]+)/g;

/**
 * Has each module import the messages it uses, instead of the list of all. To a reader that is the
 * same; to the bundler it says which pages need which messages, and so which files they belong in.
 */
export function messagesByName(): Plugin {
	return {
		name: 'tend-messages-by-name',
		apply: 'build',
		enforce: 'post',
		transform: {
			filter: { id: { exclude: /\/paraglide\// }, code: importOfList },
			handler(code) {
				const names = new Set(Array.from(code.matchAll(use), ([, name = '']) => name));
				const imports = [...names].map(
					(name) => `import { ${name} as m_${name} } from '#lib/paraglide/messages/${name}.js';`
				);
				const body = code.replace(use, 'm_$1');
				return { code: body.replace(importOfList, imports.join('')), map: null };
			}
		}
	};
}
