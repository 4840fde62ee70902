/**
 * Confirmed rows as text: `<id><version><JSON as the server sent it>`, and a
 * chunk as such lines sorted by id, each between two line ends. A row is found
 * by searching the string and only that row is parsed.
 */
import type { CollectionName } from '#lib/api/collections.gen.ts';

import type { FlatFields } from './flat.ts';
import type { Confirmed } from './pending.ts';

const idLength = 36;

/** One row as text, with what merging needs to know. */
export interface Line {
	readonly id: string;
	readonly version: number;
	/** With id and version in front. */
	readonly text: string;
}

/** The line of a row; `json` is the wire's object if it is at hand. */
export function toLine(row: Confirmed, json?: string): Line {
	const { id, version } = row;
	return { id, version, text: `${id}${version}${json ?? JSON.stringify(row)}` };
}

/** Reads a stored line. */
export function parseLine(text: string, collection: CollectionName): Confirmed {
	const brace = text.indexOf('{');
	const row = JSON.parse(text.slice(brace)) as { deleted?: boolean; fields?: FlatFields };
	return {
		id: text.slice(0, idLength),
		collection,
		version: Number(text.slice(idLength, brace)),
		deleted: row.deleted ?? false,
		fields: row.fields ?? {}
	};
}

/** The lines of a chunk, in the order of their ids. */
export function linesOf(chunk: string): string[] {
	return chunk === '' ? [] : chunk.slice(1, -1).split('\n');
}

/** The line of one row in a chunk. */
export function findLine(chunk: string, id: string): string | undefined {
	const start = chunk.indexOf(`\n${id}`);
	return start < 0 ? undefined : chunk.slice(start + 1, chunk.indexOf('\n', start + 1));
}

/** A line that was stored, taken apart without parsing its JSON. */
export function splitLine(text: string): Line {
	// parseInt stops at the brace.
	return { id: text.slice(0, idLength), version: Number.parseInt(text.slice(idLength), 10), text };
}

/**
 * The chunk with newer rows in it. `newer` is sorted by id; of two lines of one
 * row the higher version stays, so that an old page changes nothing.
 */
export function mergeLines(chunk: string, newer: readonly Line[]): string[] {
	const old = linesOf(chunk);
	const merged: string[] = [];
	let i = 0;
	for (const line of newer) {
		let current = old[i];
		while (current !== undefined && current.slice(0, idLength) < line.id) {
			merged.push(current);
			current = old[++i];
		}
		if (current?.startsWith(line.id)) {
			i++;
			merged.push(splitLine(current).version > line.version ? current : line.text);
		} else {
			merged.push(line.text);
		}
	}
	for (; i < old.length; i++) merged.push(old[i] ?? '');
	return merged;
}

/** Lines as chunks of about `size` characters, each with the lowest id in it. */
export function toChunks(lines: readonly string[], size: number): { from: string; text: string }[] {
	const chunks: { from: string; text: string }[] = [];
	let part: string[] = [];
	let length = 0;
	for (const line of lines) {
		part.push(line);
		length += line.length;
		if (length >= size) {
			chunks.push(toChunk(part));
			[part, length] = [[], 0];
		}
	}
	if (part.length > 0) chunks.push(toChunk(part));
	return chunks;
}

function toChunk(lines: readonly string[]): { from: string; text: string } {
	return { from: lines[0]?.slice(0, idLength) ?? '', text: `\n${lines.join('\n')}\n` };
}
