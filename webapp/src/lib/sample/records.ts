/** Makes records of what `year.txt` says: a pure function of the text, the day, the zone and the language. */
import {
	collections,
	settingId,
	type CollectionName,
	type FieldRule,
	type ValueRule
} from '#lib/api/collections.gen.ts';
import { addDays, utcDate, weekday, type WallDate } from '#lib/calendar/wall.ts';
import type { Filling } from '#lib/db/fill.ts';

import { idAt } from './id.ts';
import { readYear, type Entry, type Language } from './read.ts';

/** For whom, and when, the year is. */
export interface Viewer {
	readonly today: WallDate;
	readonly zone: string;
	readonly language: Language;
}

/** Whatever does not say when it was made, and is about nobody, was made so many days ago. */
const LONG_AGO = -420;

/** The records of the sample people's year, the same ones for the same viewer. */
export function sampleYear(source: string, viewer: Viewer): readonly Filling[] {
	const entries = readYear(source, viewer.language);
	const scribe = new Scribe(viewer, nameAll(entries, viewer.today));
	return entries.map((entry) => scribe.record(entry));
}

/** A line with the id of its record and of the person it stands below. */
interface Named {
	readonly id: string;
	readonly contact: string | undefined;
}

interface Names {
	readonly of: ReadonlyMap<Entry, Named>;
	readonly byName: ReadonlyMap<string, string>;
}

/** Ids come first, as what is named may be made later. */
function nameAll(entries: readonly Entry[], today: WallDate): Names {
	const of = new Map<Entry, Named>();
	const byName = new Map<string, string>();
	let contact: string | undefined;
	let known = LONG_AGO;
	entries.forEach((entry, i) => {
		const made = madeOf(entry);
		const day = addDays(today, Math.min(0, made ?? known));
		const id = entry.head === 'setting' ? settingId : idAt(utcDate(day).getTime() + 36e6 + i, i);
		if (entry.head === 'contact') [contact, known] = [id, made ?? LONG_AGO];
		of.set(entry, { id, contact });
		if (entry.name !== undefined) byName.set(entry.name, id);
	});
	return { of, byName };
}

/** When a record was made, in days from today, if that can be told. */
function madeOf({ values }: Entry): number | undefined {
	const said = new Map(values);
	const day = said.get('made') ?? said.get('at') ?? said.get('on') ?? said.get('decidedOn');
	return day === undefined ? undefined : Number.parseInt(day, 10);
}

/** The field of a collection that a line's text is for, where there are several. */
const mainField: Partial<Record<string, string>> = {
	contact: 'fullName',
	note: 'body',
	interaction: 'body',
	circle: 'name',
	motivator: 'word',
	reminder: 'title',
	letter: 'reason',
	document: 'title',
	ending: 'why',
	role: 'title'
};

class Scribe {
	readonly #viewer: Viewer;
	readonly #names: Names;

	constructor(viewer: Viewer, names: Names) {
		this.#viewer = viewer;
		this.#names = names;
	}

	record(entry: Entry): Filling {
		const collection = collectionOf(entry.head);
		const rules: Readonly<Record<string, FieldRule>> = collections[collection];
		const named = this.#names.of.get(entry);
		if (named === undefined) throw new Error(`${entry.head} has no id`);
		const fields: Record<string, unknown> = {};
		const { contact } = named;
		if (contact !== undefined && collection !== 'contact') {
			if (rules['contact'] !== undefined) fields['contact'] = contact;
			else if (rules['contacts'] !== undefined) fields[`contacts/${contact}`] = true;
		}
		for (const [key, value] of entry.values) {
			if (key === 'made') continue;
			if (key === 'contact' && value === 'none') delete fields['contact'];
			else Object.assign(fields, this.#field(rules, key, value));
		}
		if (entry.text !== undefined) fields[mainField[collection] ?? 'text'] = entry.text;
		for (const field of entry.fields) {
			Object.assign(fields, this.#field(rules, field.head, field.text, field));
		}
		if (collection === 'interaction') fields['at'] = workday(fields);
		return { collection, id: named.id, fields };
	}

	#field(
		rules: Readonly<Record<string, FieldRule>>,
		path: string,
		value = '',
		entry?: Entry
	): Readonly<Record<string, unknown>> {
		const [name = '', key] = path.split('/');
		const rule = rules[name];
		if (rule === undefined) throw new Error(`there is no field ${name}`);
		if (rule.kind !== 'map') return { [name]: this.#value(rule, value, entry) };
		const keys = key === undefined ? value.split(/, ?/) : [key];
		return Object.fromEntries(
			keys.map((key) => {
				const isBare = entry === undefined || rule.type === 'boolean';
				const member = key.startsWith('#') ? this.#idOf(key) : this.#day(key);
				return [`${name}/${member}`, isBare ? true : this.#value(rule, value, entry)];
			})
		);
	}

	#value(rule: ValueRule, value: string, entry?: Entry): unknown {
		switch (rule.type) {
			case 'object':
				return this.#object(rule, value, entry);
			case 'integer':
			case 'number':
				return Number(value);
			case 'boolean':
				return value === 'yes';
			case 'ref':
				return this.#idOf(value);
			case 'zone':
				return value === 'here' ? this.#viewer.zone : value;
			case 'date':
			case 'partial-date':
			case 'date-or-time':
				return this.#day(value);
			default:
				return value;
		}
	}

	#object({ members = {} }: ValueRule, text: string, entry?: Entry): unknown {
		const main = ['text', 'value', 'remark', 'street', 'label'].find((name) => name in members);
		const said = entry?.values.map(([key, value]) => {
			const rule = members[key];
			if (rule === undefined) throw new Error(`there is no member ${key}`);
			return [key, this.#value(rule, value.replaceAll('_', ' '))] as const;
		});
		return {
			...(main !== undefined && text !== '' && { [main]: text }),
			...Object.fromEntries(said ?? [])
		};
	}

	/** `-43`, `+0T13:00`, `1984+5` for a birthday in five days, `next-05` for the next May, or as it is. */
	#day(value: string): string {
		const { today } = this.#viewer;
		const [, month] = /^next-(\d\d)$/.exec(value) ?? [];
		if (month !== undefined) {
			const isPast = today.slice(5, 7) >= month;
			return `${String(Number(today.slice(0, 4)) + Number(isPast))}-${month}`;
		}
		const [, year, days, time = ''] =
			/^(\d{4})?([+-]\d{1,4})(T\d\d:\d\d)?$/.exec(value) ?? ([] as string[]);
		if (days === undefined) return value;
		const day = addDays(today, Number(days));
		return (year === undefined ? day : year + day.slice(4)) + time;
	}

	#idOf(name: string): string {
		const id = this.#names.byName.get(name.replace('#', ''));
		if (id === undefined) throw new Error(`nothing is called ${name}`);
		return id;
	}
}

function collectionOf(head: string): CollectionName {
	if (!(head in collections)) throw new Error(`there is no collection ${head}`);
	return head as CollectionName;
}

/** Nobody calls on a Sunday: what was work, and fell on a weekend, was on the Friday before. */
function workday({ at, setting, planned }: Readonly<Record<string, unknown>>): unknown {
	if (typeof at !== 'string' || setting === 'outside' || planned === true) return at;
	const late = [2, 0, 0, 0, 0, 0, 1][weekday(at.slice(0, 10))] ?? 0;
	return addDays(at.slice(0, 10), -late) + at.slice(10);
}
