import { registerHooks } from 'node:module';

/** A change of a source that `guards.ts` asks for. */
const { file, old, without } = JSON.parse(process.env['WITHOUT'] ?? '{}') as {
	readonly file?: string;
	readonly old?: string;
	readonly without?: string;
};

// Without a bundler there is no worker, and the search index lives where we do.
registerHooks({
	load(url, context, next) {
		if (url.endsWith('?worker&url')) {
			return { format: 'module', source: `export default ''`, shortCircuit: true };
		}
		const loaded = next(url, context);
		if (file === undefined || old === undefined || !url.endsWith(`/src/lib/${file}`)) return loaded;
		const source = Buffer.from(loaded.source as Uint8Array).toString('utf8');
		return { ...loaded, source: source.replace(old, () => without ?? '') };
	}
});
