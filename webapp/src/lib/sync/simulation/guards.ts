/**
 * Takes away one guard of the web app at a time and shows that the simulation
 * goes red; part of `make guards`. The change is made while the module is
 * loaded, so no file is touched. A guard that cannot be found any more is an
 * error: whoever moves it says here what it looks like now.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A few characters of the web app that keep a promise. */
interface Guard {
	readonly name: string;
	/** From `src/lib`. */
	readonly file: string;
	readonly old: string;
	/** How to take it away. */
	readonly without: string;
}

const guards: readonly Guard[] = [
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
		old: 'page.from > cursor || page.next < cursor',
		without: 'page.next < 0'
	},
	{
		name: 'places are on the disk before they are used',
		file: 'sync/outbox.ts',
		old: `	void tx.objectStore('sync').put(next, 'sync');\n	return`,
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
		old: 'void outbox.put({ ...entry, withBase: true });',
		without: 'void outbox.put({ ...entry });'
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
		old: `if (work === 'push') return again({ ...state, trouble: 'full' }, 0);`,
		without: ''
	},
	{
		name: 'a parked change is kept',
		file: 'sync/outbox.ts',
		old: 'park(tx, entry, ack, replica.now());',
		without: ''
	},
	{
		name: 'a refusal that was cut off is none',
		file: 'sync/exchange.ts',
		old: `if (ours && code.startsWith('status-'))`,
		without: `if (ours && code === '')`
	}
];

/** So many schedules find what is to be found. */
const runs = '1500';

let green = 0;
for (const guard of guards) {
	const begun = performance.now();
	const noticed = remove(guard);
	const seconds = ((performance.now() - begun) / 1000).toFixed(0);
	if (noticed === undefined) green++;
	console.log(`${noticed ? 'red  ' : 'GREEN'}  ${guard.name}  ${noticed ?? ''}  ${seconds} s`);
}
process.exit(green === 0 ? 0 : 1);

/** Runs the simulation without a guard; tells what it says then. */
function remove({ file, old, without }: Guard): string | undefined {
	const source = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
	const times = source.split(old).length - 1;
	if (times !== 1) throw new Error(`${JSON.stringify(old)} is ${times} times in ${file}`);
	const env = {
		...process.env,
		RUNS: runs,
		ENOUGH: '1',
		WITHOUT: JSON.stringify({ file, old, without })
	};
	const main = new URL('main.ts', import.meta.url).pathname;
	const { status, stderr } = spawnSync(process.execPath, [main], { env, encoding: 'utf8' });
	const [, what] = /breaks (.*)/.exec(stderr) ?? [];
	if (status !== 0 && what === undefined) throw new Error(stderr);
	return status === 0 ? undefined : what;
}
