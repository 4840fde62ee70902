/** What Capture keeps on the device while somebody types. */
import type { Person } from './understand.ts';

/** A capture that is not saved yet. */
export interface CaptureDraft {
	readonly text: string;
	readonly chosen: readonly Person[];
	readonly refused: readonly string[];
}

/** Nothing typed, nobody chosen. */
export const emptyDraft: CaptureDraft = { text: '', chosen: [], refused: [] };

/** Whether there is anything in it worth keeping. */
export function isEmpty({ text, chosen }: CaptureDraft): boolean {
	return text.trim() === '' && chosen.length === 0;
}

/** Reads a kept draft; one of another version of Tend keeps at least its text. */
export function checkDraft(value: unknown): CaptureDraft | undefined {
	if (!isObject(value) || typeof value['text'] !== 'string') return undefined;
	const { text, chosen, refused } = value;
	return {
		text,
		chosen: Array.isArray(chosen) ? chosen.filter(isPerson) : [],
		refused: Array.isArray(refused) ? refused.filter((id) => typeof id === 'string') : []
	};
}

function isPerson(value: unknown): value is Person {
	return isObject(value) && typeof value['id'] === 'string' && typeof value['name'] === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}
