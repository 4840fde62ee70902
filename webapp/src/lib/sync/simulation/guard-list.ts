/**
 * What keeps the promises of sync in the web app. Whoever moves a guard says here what it looks like now.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A few characters of the web app that keep a promise. */
export interface Guard {
	readonly name: string;
	/** From `src/lib`. */
	readonly file: string;
	readonly old: string;
	/** How to take it away. */
	readonly without: string;
}

/** The guards; `make guards` takes away one at a time. */
export const guards: readonly Guard[] = [
	{
		name: 'rows and cursor in one transaction',
		file: 'sync/page.ts',
		old: `	const touched = await replica.connection.run('readwrite', pageStores, async (tx) => {
		const meta = await replica.meta(tx);
		const { renewal } = meta;`,
		without: `	await replica.connection.run('readwrite', pageStores, async (tx) => {
		const { renewal, epoch, gen, cursor } = await replica.meta(tx);
		if (renewal !== undefined || epoch !== page.epoch || page.from > cursor) return;
		await storeRows(tx, gen, page.rows.filter(({ version }) => version > cursor), replica.rules);
	});
	const touched = await replica.connection.run('readwrite', pageStores, async (tx) => {
		const meta = await replica.meta(tx);
		const { renewal } = meta;`
	},
	{
		name: 'a page that does not follow is none',
		file: 'sync/page.ts',
		old: 'page.from !== cursor',
		without: 'page.next < 0'
	},
	{
		name: 'places are on the disk before they are used',
		file: 'sync/outbox.ts',
		old: `	unawaited(tx.objectStore('sync').put(next, 'sync'));\n	return`,
		without: '	return'
	},
	{
		name: 'what was sealed is not folded into',
		file: 'db/pending.ts',
		old: `last?.op === 'put' && last.phase === Phase.waiting ? last`,
		without: `last?.op === 'put' ? last`
	},
	{
		name: 'an acknowledged change stays until its record is here',
		file: 'sync/settling.ts',
		old: `!page.more || came === 'all' || came.has(id)`,
		without: 'id.length > 0'
	},
	{
		name: 'an acknowledged change stays until its version is here',
		file: 'sync/outbox.ts',
		old: `status !== 'parked' && version > cursor`,
		without: 'version > cursor && version < 0'
	},
	{
		name: 'the journal keeps what is not safe',
		file: 'sync/journal.ts',
		old: '(ack?.version ?? 0) > safe);',
		without: '(ack?.version ?? 0) < 0);'
	},
	{
		name: 'after a restore the journal is sent again',
		file: 'sync/renewal.ts',
		old: 'lost.push(lostAgain(entry, landed));',
		without: 'void landed;'
	},
	{
		name: 'what a restored server still has may have another version',
		file: 'sync/renewal.ts',
		old: 'version: Math.max(version, head)',
		without: 'version'
	},
	{
		name: 'a text goes with the text it was made from',
		file: 'sync/outbox.ts',
		old: '[plain ? entry : { ...entry, withBase: true }, base]',
		without: '[plain ? entry : { ...entry }, base]'
	},
	{
		name: 'a base text is given when the server asks',
		file: 'sync/outbox.ts',
		old: 'unawaited(outbox.put({ ...entry, withBase: true }));',
		without: 'unawaited(outbox.put({ ...entry }));'
	},
	{
		name: 'a copied profile takes another name',
		file: 'sync/renewal.ts',
		old: '	const device = crypto.randomUUID();',
		without: '	const { device } = meta;'
	},
	{
		name: 'tokens of another user are refused',
		file: 'api/client.ts',
		old: 'session.user.id !== this.#options.userId',
		without: 'session.user.id.length === 0'
	},
	{
		name: 'a full disk is asked again after a while',
		file: 'sync/engine.ts',
		old: `if (work !== 'pull') return again({ ...state, trouble: 'full' }, 0);`,
		without: ''
	},
	{
		name: 'a parked change is kept',
		file: 'sync/outbox.ts',
		old: 'park(tx, entry, ack, replica.now());',
		without: ''
	}
];

/** The module of a guard, from `src/lib`; throws unless the guard stands there once. */
export function sourceOf({ file, old }: Guard): string {
	const source = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
	const times = source.split(old).length - 1;
	if (times !== 1) throw new Error(`${JSON.stringify(old)} is ${String(times)} times in ${file}`);
	return source;
}
