import type { Plugin } from 'vite';

/**
 * Takes the style attribute off the element in which Kit announces page titles: the policy allows
 * none, and app.css hides the element. If Kit comes to write it differently, the build says so.
 */
export function announcerWithoutStyle(): Plugin {
	return {
		name: 'tend-announcer',
		enforce: 'pre',
		transform: {
			filter: { id: /@sveltejs\/kit\/src\/runtime\/components\/root\.svelte$/ },
			handler(code) {
				const bare = code.replace(/\n\s+style="[^"]*"/, '');
				if (bare === code) this.error('The announcer of SvelteKit has changed.');
				return { code: bare, map: null };
			}
		}
	};
}

/** What Kit's client asks of devalue in an app whose pages have no server: it keeps `page.state` in the history. */
const plainDevalue = `
export const stringify = JSON.stringify;
export const parse = JSON.parse;
function onServers() { throw new Error('Tend has no server that renders.'); }
export { onServers as stringifyAsync, onServers as uneval, onServers as unflatten };
`;

/**
 * Kit carries values between its server and its client with devalue, which knows cycles, dates and
 * maps: 6 KiB for an app that has no such server.
 */
export function withoutDevalue(): Plugin {
	const id = '\0tend-devalue';
	return {
		name: 'tend-devalue',
		apply: 'build',
		enforce: 'pre',
		resolveId: {
			filter: { id: /^devalue$/ },
			handler(_, importer) {
				const client = this.environment.name === 'client' && importer?.includes('@sveltejs/kit');
				return client ? id : null;
			}
		},
		load: { filter: { id: /^\0tend-devalue$/ }, handler: () => plainDevalue }
	};
}
