/** What Capture keeps on the device while somebody types. */
import type { Person } from './understand.ts';

/** The three questions of somebody who listens, one at a time. */
export const reflections = ['learned', 'willChange', 'serveBetter'] as const;

/** An answer to one of them. */
export interface Reflection {
	readonly kind: (typeof reflections)[number];
	readonly text: string;
}

/** A capture that is not saved yet. */
export interface CaptureDraft {
	readonly text: string;
	readonly chosen: readonly Person[];
	readonly refused: readonly string[];
	/** Keys of what was understood and is to stay plain text. */
	readonly plain: readonly string[];
	readonly reflection?: Reflection | undefined;
}

/** Nothing typed, nobody chosen. */
export const emptyDraft: CaptureDraft = { text: '', chosen: [], refused: [], plain: [] };

/** Whether there is anything in it worth keeping. */
export function isEmpty({ text, chosen, reflection }: CaptureDraft): boolean {
	return text.trim() === '' && chosen.length === 0 && (reflection?.text ?? '') === '';
}

/** Reads a kept draft; one of another version of Tend keeps at least its text. */
export function checkDraft(value: unknown): CaptureDraft | undefined {
	if (!isObject(value) || typeof value['text'] !== 'string') return undefined;
	const { text, chosen, reflection } = value;
	return {
		text,
		chosen: Array.isArray(chosen) ? chosen.filter(isPerson) : [],
		refused: texts(value['refused']),
		plain: texts(value['plain']),
		...(isReflection(reflection) && { reflection })
	};
}

function texts(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.filter((text) => typeof text === 'string') : [];
}

function isPerson(value: unknown): value is Person {
	return isObject(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string';
}

function isReflection(value: unknown): value is Reflection {
	return (
		isObject(value) &&
		typeof value['text'] === 'string' &&
		reflections.some((kind) => kind === value['kind'])
	);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}
