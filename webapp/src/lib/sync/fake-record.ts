/** What the server makes of a mutation, for tests: the rules of `record.Apply` in few lines. */
import type { CollectionName } from '#lib/api/collections.gen.ts';
import type { Rules } from '#lib/db/pending.ts';

import type { Status } from './protocol.ts';

/** A mutation as it comes over the wire. */
export interface WireMutation {
	readonly seq: number;
	readonly mid: string;
	readonly collection: CollectionName;
	readonly id: string;
	readonly stamp: string;
	readonly base: number;
	readonly op: 'put' | 'delete' | 'restore';
	readonly fields?: Readonly<Record<string, unknown>>;
	readonly text?: Readonly<Record<string, WireText>>;
	/** The epoch of `base`, if not that of the push. */
	readonly epoch?: string;
}

export interface WireText {
	readonly base: number;
	readonly value: string;
	readonly baseText?: string;
}

/** Who last set a field. */
interface Mark {
	readonly stamp: string;
	readonly device: string;
	readonly version: number;
	/** Words of another device are in the text. */
	readonly merged: boolean;
}

/** A record of the fake server. Never changed, only replaced. */
export interface FakeRecord {
	readonly id: string;
	readonly collection: CollectionName;
	readonly version: number;
	readonly deleted: boolean;
	readonly fields: Readonly<Record<string, unknown>>;
	readonly marks: Readonly<Record<string, Mark>>;
}

/** What the fake server knows besides record and mutation. */
export interface FakeEnv {
	readonly device: string;
	readonly version: number;
	/** The highest stamp that counts. */
	readonly latest: string;
	readonly rules: Rules;
	/** A text at a version; undefined if that is not known any more. */
	readonly textAt: (field: string, version: number) => string | undefined;
}

export interface Outcome {
	/** Undefined if the record stays as it is. */
	readonly record: FakeRecord | undefined;
	readonly status: Status;
	readonly code?: string;
	readonly field?: string;
	readonly detail?: string;
}

/** The mark of the last delete or revival. */
const existence = '';
const longestName = 200;

/** Applies a mutation to a record. */
export function apply(current: FakeRecord | undefined, m: WireMutation, env: FakeEnv): Outcome {
	const base = m.base >= env.version ? 0 : m.base;
	const stamp = m.stamp > env.latest ? env.latest : m.stamp;
	const mark = { stamp, device: env.device, version: env.version, merged: false };
	const knew = (old: Mark) => base >= old.version || (old.device === env.device && !old.merged);
	if (m.op === 'restore' && current === undefined) return parked('record-unknown', 'id');
	if (m.op === 'delete') {
		const marks = current?.marks ?? {};
		if (current && !current.deleted && !Object.values(marks).every(knew)) {
			return { record: undefined, status: 'superseded' };
		}
		return done(current, m, env, { ...marks, [existence]: mark }, { ...current?.fields }, true);
	}
	const old = current?.marks[existence];
	const stays = current?.deleted === true && m.op === 'put' && old !== undefined && knew(old);
	return put(current, m, env, { mark, knew, deleted: stays });
}

interface Standing {
	readonly mark: Mark;
	readonly knew: (old: Mark) => boolean;
	readonly deleted: boolean;
}

function put(
	current: FakeRecord | undefined,
	m: WireMutation,
	env: FakeEnv,
	{ mark, knew, deleted }: Standing
): Outcome {
	const fields: Record<string, unknown> = { ...current?.fields };
	const marks = { ...current?.marks };
	let status: Status = 'ok';
	for (const [name, value] of Object.entries(m.fields ?? {})) {
		if (name === 'fullName' && String(value).length > longestName) return parked('too-long', name);
		const old = marks[name];
		if (env.rules.kind(m.collection, name) === 'max' && String(value) < textOf(fields[name])) {
			status = 'merged';
		} else if (old !== undefined && !knew(old) && older(mark, old)) {
			status = 'merged';
		} else {
			marks[name] = old && old.stamp > mark.stamp ? { ...mark, stamp: old.stamp } : mark;
			fields[name] = value ?? undefined;
		}
	}
	for (const [name, edit] of Object.entries(m.text ?? {})) {
		const merged = editText(fields[name], marks[name], name, edit, env, knew);
		if (merged === undefined) return { record: undefined, status: 'needBase', field: name };
		fields[name] = merged;
		marks[name] = { ...mark, merged: merged !== edit.value };
		if (merged !== edit.value) status = 'merged';
	}
	if (current?.deleted && !deleted) marks[existence] = mark;
	if (m.collection === 'contact' && fields['fullName'] === undefined) {
		return parked('required', 'fullName');
	}
	return { ...done(current, m, env, marks, fields, deleted), status };
}

function editText(
	there: unknown,
	old: Mark | undefined,
	name: string,
	edit: WireText,
	env: FakeEnv,
	knew: (old: Mark) => boolean
): string | undefined {
	const now = textOf(there);
	if (old === undefined || now === edit.value) return edit.value;
	const seen = edit.base >= old.version || (old.device === env.device && !old.merged);
	if (edit.baseText === undefined && edit.base < env.version && seen && knew(old))
		return edit.value;
	const unknown = edit.base >= env.version || old.device === env.device;
	const base = edit.baseText ?? (unknown ? undefined : env.textAt(name, edit.base));
	return base === undefined ? undefined : env.rules.mergeText(base, now, edit.value);
}

function done(
	current: FakeRecord | undefined,
	m: WireMutation,
	env: FakeEnv,
	marks: FakeRecord['marks'],
	fields: FakeRecord['fields'],
	deleted: boolean
): Outcome {
	const { id, collection } = current ?? m;
	return {
		record: { id, collection, version: env.version, deleted, fields, marks },
		status: 'ok'
	};
}

function older(mine: Mark, theirs: Mark): boolean {
	return mine.stamp === theirs.stamp ? mine.device < theirs.device : mine.stamp < theirs.stamp;
}

function parked(code: string, field: string): Outcome {
	return { record: undefined, status: 'parked', code, field, detail: `${field}: ${code}` };
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
