/**
 * The same devices against a real server. Whoever starts this program (the Go
 * tests in `internal/chaos`) has the server, its database and the network
 * between in hand; over lines of JSON on the standard streams it is told what
 * shall happen to them, and answers with the address to go on with.
 */
import 'fake-indexeddb/auto';

import './hooks.ts';

import { createInterface } from 'node:readline';

import { isObject } from '#lib/api/problem.ts';

import { Outside, type Hand } from './outside-world.ts';
import { Random } from './random.ts';

const answers = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

const ask: Hand = async (question) => {
	process.stdout.write(`${JSON.stringify(question)}\n`);
	const answer: unknown = JSON.parse(String((await answers.next()).value));
	if (!isObject(answer) || typeof answer['address'] !== 'string') {
		throw new Error('The hand that holds the server let go.');
	}
	const { address, gone } = answer;
	return { address, gone: Array.isArray(gone) ? gone.map(String) : [] };
};

const seed = Number(process.env['SEED']);
const world = new Outside(new Random(seed), ask);
try {
	await world.begin();
	await world.stories();
	for (const end = Date.now() + Number(process.env['FOR']); Date.now() < end;) await world.step();
	await world.end();
} catch (error) {
	const story = world.story.map((line, i) => `${i}. ${line}`).join('\n');
	console.error(`${story}\nseed ${seed} breaks`, error);
	process.exit(1);
}
process.exit(0);
