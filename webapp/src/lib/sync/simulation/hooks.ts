import { registerHooks } from 'node:module';

// Without a bundler there is no worker, and the search index lives where we do.
registerHooks({
	load: (url, context, next) =>
		url.endsWith('?worker&url')
			? { format: 'module', source: `export default ''`, shortCircuit: true }
			: next(url, context)
});
