/**
 * Measures the local store in Chromium: the first pull, the start with 20,000
 * contacts, reads, writes and search. `node bench/store/run.mjs [notes]`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { chromium } from 'playwright-core';
import { build } from 'vite';

const notes = Number(process.argv[2] ?? 0);
const words = 'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor'.split(
	' '
);
const pageBytes = 2 ** 20;

const uuid = (n) => {
	const time = (1_700_000_000_000 + n * 1000).toString(16).padStart(12, '0');
	const tail = ((n * 2654435761) >>> 0).toString(16).padStart(12, '0');
	return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${tail}`;
};
const text = (n, length) =>
	Array.from(
		{ length },
		(_, i) => words[(n * 7 + i * 3) % words.length] + ((n * 31 + i) % 2000)
	).join(' ');

function contact(n) {
	return {
		fullName: `Person ${(n * 7919) % 20000} Lastname${n % 977}`,
		organization: `Organisation ${n % 300}`,
		title: 'Head of something',
		'emails/e1': { label: 'work', value: `person${n}@example.org`, pos: 1 },
		'phones/p1': { label: 'mobile', value: `+49 170 ${n}`, pos: 1 },
		'tags/work': true,
		[`tags/t${n % 50}`]: true,
		howWeMet: text(n, 20)
	};
}

/** The pages of a space as the server sends them, by the cursor they begin at. */
async function pages(space, contacts, notes) {
	const row = (n, collection, fields) =>
		`${JSON.stringify({ collection, id: uuid(n), version: n + 1, fields })}\n`;
	const lines = [];
	for (let n = 0; n < contacts; n++) lines.push(row(n, 'contact', contact(n)));
	for (let i = 0; i < notes; i++) {
		const n = contacts + i;
		const about = `contacts/${uuid((i * 13) % contacts)}`;
		lines.push(row(n, 'note', { body: text(n, 20), at: '2026-11-21', [about]: true }));
	}
	const result = new Map();
	const head = lines.length;
	for (let from = 0; from < head;) {
		let [next, bytes] = [from, 0];
		while (next < head && bytes < pageBytes) bytes += lines[next++].length;
		const epoch = '0193aaaa-0000-7000-8000-000000000000';
		const body = [
			`${JSON.stringify({ space, epoch, from, head })}\n`,
			...lines.slice(from, next),
			`${JSON.stringify({ space, next, more: next < head, count: next - from, lastSeq: 0, safe: 0 })}\n`
		].join('');
		result.set(from, await promisify(gzip)(body, { level: 1 }));
		from = next;
	}
	return result;
}

async function serve(dir, spaces) {
	const { readFile } = await import('node:fs/promises');
	const server = createServer(async (request, response) => {
		const chunks = [];
		for await (const chunk of request) chunks.push(chunk);
		const [, , space, , action] = request.url.split('/');
		if (action === 'pull') {
			const { cursors } = JSON.parse(Buffer.concat(chunks).toString());
			const page = spaces.get(space)?.get(cursors[0].since);
			response.writeHead(page ? 200 : 204, { 'Content-Encoding': 'gzip' });
			response.end(page);
			return;
		}
		const path = request.url === '/' ? '/index.html' : request.url;
		const file = await readFile(join(dir, path)).catch(() => Buffer.from('<!doctype html>'));
		const type = path.endsWith('.js') ? 'text/javascript' : 'text/html';
		response.writeHead(200, { 'Content-Type': type });
		response.end(path === '/index.html' ? '<script type="module" src="/page.js"></script>' : file);
	});
	await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}

async function throttle(page, rate) {
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setCPUThrottlingRate', { rate });
}

const round = (times) =>
	Object.entries(times)
		.map(([name, time]) => `${name} ${Math.round(time * 10) / 10}`)
		.join('  ');

const dir = mkdtempSync(join(tmpdir(), 'tend-bench-'));
await build({
	configFile: false,
	logLevel: 'error',
	build: {
		outDir: join(dir, 'site'),
		target: 'es2023',
		rolldownOptions: {
			input: 'bench/store/page.ts',
			output: { entryFileNames: 'page.js', format: 'es' },
			preserveEntrySignatures: false
		}
	},
	worker: { format: 'es' }
});
const spaces = new Map([
	['small', await pages('small', 10_000, 0)],
	['large', await pages('large', 20_000, notes)]
]);
const server = await serve(join(dir, 'site'), spaces);
const browser = await chromium.launchPersistentContext(join(dir, 'profile'), {
	executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	headless: true,
	args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']
});
try {
	const page = await browser.newPage();
	page.on('pageerror', (error) => console.error(error));
	page.on('console', (message) => message.type() === 'error' && console.error(message.text()));
	await page.goto(`http://127.0.0.1:${server.address().port}/`);
	for (const space of ['small', 'large']) {
		await page.evaluate((space) => window.bench.open(space), space);
		console.log(
			`first pull ${space}:`,
			round(await page.evaluate((s) => window.bench.pull(s), space))
		);
		await page.evaluate(() => window.bench.close());
	}
	for (const rate of [1, 4]) {
		for (let i = 0; i < 3; i++) {
			await throttle(page, rate);
			await page.reload();
			const times = await page.evaluate(() => window.bench.ready('large'));
			console.log(`start, CPU ÷${rate}:`, round(times));
		}
	}
	await throttle(page, 1);
	await page.waitForTimeout(notes > 0 ? 20_000 : 5_000);
	const queries = Array.from(
		{ length: 100 },
		(_, i) => `${words[i % 12]}${i * 17} ${words[(i + 3) % 12].slice(0, 2)}`
	);
	const { first, times } = await page.evaluate((q) => window.bench.search(q), queries);
	console.log(
		`search: first ${first.toFixed(1)}  p50 ${times[50].toFixed(1)}  p95 ${times[95].toFixed(1)} ms`
	);
} finally {
	await browser.close();
	server.close();
	rmSync(dir, { recursive: true, force: true });
}
