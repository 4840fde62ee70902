import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { collections, type CollectionName, type FieldRule } from '#lib/api/collections.gen.ts';
import { daysBetween } from '#lib/calendar/wall.ts';
import { madeAt } from '#lib/db/uuid.ts';

import { readYear, type Entry } from './read.ts';
import { sampleYear } from './records.ts';

const source = readFileSync('src/lib/sample/year.txt', 'utf8');
const viewer = { today: '2026-12-01', zone: 'Europe/Lisbon', language: 'en' } as const;
const records = sampleYear(source, viewer);
const ids = new Set(records.map(({ id }) => id));

function of(collection: CollectionName) {
	return records.filter((record) => record.collection === collection).map(({ fields }) => fields);
}

function ruleOf(collection: CollectionName, path: string): FieldRule | undefined {
	const rules: Readonly<Record<string, FieldRule>> = collections[collection];
	return rules[path.split('/')[0] ?? ''];
}

test('the same day and language give the same records', () => {
	expect(sampleYear(source, viewer)).toEqual(records);
});

test('each record has an id of its own, made before today', () => {
	expect(ids.size).toBe(records.length);
	const tomorrow = Date.parse('2026-12-02');
	expect(records.filter(({ id }) => madeAt(id) > tomorrow)).toEqual([]);
});

test('every field is one of the definition, with a value that it allows', () => {
	const wrong = records.flatMap(({ collection, fields }) =>
		Object.entries(fields).flatMap(([path, value]) => {
			const rule = ruleOf(collection, path);
			const isAllowed = rule !== undefined && value !== '' && allows(rule, value);
			return isAllowed ? [] : [`${collection}.${path}: ${JSON.stringify(value)}`];
		})
	);
	expect(wrong).toEqual([]);
});

function allows(rule: FieldRule, value: unknown): boolean {
	switch (rule.type) {
		case 'integer':
		case 'number':
			return typeof value === 'number' && !Number.isNaN(value);
		case 'boolean':
			return typeof value === 'boolean';
		case 'object':
			return value === true || (typeof value === 'object' && Object.keys(value ?? {}).length > 0);
		case 'date':
			return /^\d{4}-\d\d-\d\d$/.test(String(value));
		case 'date-or-time':
			return /^\d{4}-\d\d-\d\d(T\d\d:\d\d)?$/.test(String(value));
		default:
			return typeof value === 'string' && (rule.enum?.includes(value) ?? true);
	}
}

test('what is chosen, not written, is the same in every language', () => {
	const chosen = (language: 'en' | 'de') =>
		sampleYear(source, { ...viewer, language }).map(({ collection, fields }) => [
			collection,
			fields['state'],
			collection === 'document' ? fields['role'] : undefined
		]);
	expect(chosen('de')).toEqual(chosen('en'));
});

test('every reference leads to a record of the sample', () => {
	const dangling = records.flatMap(({ collection, fields }) =>
		Object.entries(fields).flatMap(([path, value]) => {
			const rule = ruleOf(collection, path);
			const refs = [
				...(rule?.type === 'ref' ? [String(value)] : []),
				...(rule?.key === 'id' ? [path.slice(path.indexOf('/') + 1)] : [])
			];
			return refs.filter((id) => !ids.has(id)).map(() => `${collection}.${path}`);
		})
	);
	expect(dangling).toEqual([]);
});

test('every collection has something to show', () => {
	const shown = new Set(records.map(({ collection }) => collection));
	const missing = Object.keys(collections).filter((name) => !shown.has(name as CollectionName));
	expect(missing).toEqual(['prompt']);
});

test('every kind of gift, every state of a letter and of an introduction is there', () => {
	const rules = collections;
	expect(new Set(of('exchange').map(({ kind }) => kind))).toEqual(
		new Set(rules.exchange.kind.enum)
	);
	expect(new Set(of('letter').map(({ state }) => state))).toEqual(new Set(rules.letter.state.enum));
	const met = new Set(of('introduction').map(({ state }) => state));
	expect([...met].length).toBeGreaterThan(3);
});

test('it is a year with forty people and some two hundred and fifty moments', () => {
	expect(of('contact').length).toBeGreaterThanOrEqual(38);
	const moments = of('interaction').length + of('note').length;
	expect(moments).toBeGreaterThan(200);
	expect(moments).toBeLessThan(300);
	const [first] = of('interaction')
		.map(({ at }) => String(at))
		.sort();
	expect(daysBetween(first ?? '', viewer.today)).toBeGreaterThan(330);
});

test('nobody is called or written to on a Sunday', () => {
	const work = of('interaction').filter(
		({ setting, planned }) => setting !== 'outside' && !planned
	);
	const days = work.map(({ at }) => new Date(String(at).slice(0, 10)).getUTCDay());
	expect(days.filter((day) => day === 0 || day === 6)).toEqual([]);
});

test('whatever is said in English is said in German, too, and the other way round', () => {
	const [english, german] = [readYear(source, 'en'), readYear(source, 'de')];
	const texts = (entries: readonly Entry[]): string[] =>
		entries.flatMap(({ text = '', fields }) => [text, ...texts(fields)]);
	const [said, gesagt] = [texts(english), texts(german)];
	// Names, addresses and words that are the same in both are short.
	const alike = said.filter((text, i) => text === gesagt[i] && text.split(' ').length > 6);
	expect(alike).toEqual([]);
	expect(source.split('\n').filter((line) => line.split(' | ').length > 2)).toEqual([]);
});
