import type { Draft } from '#lib/draft/draft.ts';

import { checkDraft, emptyDraft, isEmpty, type CaptureDraft, type Reflection } from './draft.ts';
import { signs, type Mark } from './marks.ts';
import { MAX_NOTE } from './save.ts';
import { joinDraft } from './share.ts';
import { complete, openMention, shortName, suggest } from './suggest.ts';
import { understand, type Person } from './understand.ts';
import type { Now } from './when.ts';

/** What a capture in progress stands on. */
export interface Surroundings {
	readonly kept: Draft<CaptureDraft>;
	/** Everybody who can be meant, the most likely first. */
	readonly known: () => readonly Person[];
	readonly newId: () => string;
	/** The day and the language. */
	readonly now: () => Now;
	/** Text from another app. */
	readonly shared: string;
}

/** How many people are one tap away. */
const OFFERED = 6;

/** A capture in progress: the text, what is understood of it, and what is offered. Every change is kept. */
export class Capturing {
	readonly #kept: Draft<CaptureDraft>;
	readonly #known: () => readonly Person[];
	readonly #newId: () => string;
	readonly #now: () => Now;

	#draft = $state.raw<CaptureDraft>(emptyDraft);
	#caret = $state(0);
	/** The number of the suggestion that Enter takes. */
	#marked = $state(0);
	/** Where the mention begins whose suggestions were sent away. */
	#dismissed = $state<number>();

	readonly understood = $derived.by(() =>
		understand(this.#draft.text, this.#known(), this.#draft, this.#now())
	);
	readonly #mention = $derived.by(() => {
		const mention = openMention(this.#draft.text, this.#caret);
		return mention?.start === this.#dismissed ? undefined : mention;
	});
	readonly #suggestions = $derived.by(() =>
		suggest(this.#mention?.query ?? '', this.#known(), OFFERED)
	);
	/** Whether the name at the caret needs no more help. */
	readonly #isSettled = $derived.by(() => {
		const query = this.#mention?.query.trim() ?? '';
		return query === '' || !this.#isOpen(query);
	});

	constructor({ kept, known, newId, now, shared }: Surroundings) {
		this.#kept = kept;
		this.#now = now;
		this.#known = known;
		this.#newId = newId;
		const before = kept.read(checkDraft) ?? emptyDraft;
		this.#draft = { ...before, text: joinDraft(before.text, shared) };
		if (shared !== '') kept.write(this.#draft);
	}

	get draft(): CaptureDraft {
		return this.#draft;
	}

	get isEmpty(): boolean {
		return isEmpty(this.#draft);
	}

	/** Longer than a note can be, in code points as the server counts. */
	get isTooLong(): boolean {
		const { text } = this.#draft;
		return text.length > MAX_NOTE && Array.from(text).length > MAX_NOTE;
	}

	get canSave(): boolean {
		return this.#draft.text.trim() !== '' && !this.isTooLong;
	}

	/** People to tap on: those that fit the name being typed, or the recent ones. */
	get offered(): readonly Person[] {
		return this.#suggestions.people;
	}

	/** The one that Enter takes; nobody unless a name is being typed. */
	get active(): Person | undefined {
		return this.#isSettled ? undefined : this.#suggestions.people[this.#marked];
	}

	/** Names of people who are not there yet, to tap on. */
	get creatable(): readonly string[] {
		const typed = this.#isSettled ? undefined : this.#suggestions.create;
		return [...new Set([...(typed === undefined ? [] : [typed]), ...this.understood.unknown])];
	}

	/** The text changed, or the caret moved in it. */
	write(text: string, caret: number): void {
		this.#caret = caret;
		if (text === this.#draft.text) return;
		this.#marked = 0;
		this.#keep({ text });
	}

	/** Takes somebody, writing the name out where it is being typed; returns where the caret then belongs. */
	choose(person: Person): number | undefined {
		const chosen = [...this.#draft.chosen.filter(({ id }) => id !== person.id), person];
		const refused = this.#draft.refused.filter((id) => id !== person.id);
		const mention = this.#mention;
		if (mention === undefined) {
			this.#keep({ chosen, refused });
			return undefined;
		}
		const { text, caret } = complete(this.#draft.text, mention, shortName(person, this.#known()));
		this.#keep({ text, chosen, refused });
		this.#caret = caret;
		return caret;
	}

	/** Takes somebody who will be created together with the note. */
	create(name: string): number | undefined {
		const person: Person = { id: this.#newId(), name, isNew: true };
		if (this.#mention?.query.trim() === name) return this.choose(person);
		this.#keep({ chosen: [...this.#draft.chosen, person] });
		return undefined;
	}

	/** Takes somebody out again, also where the text names them. */
	refuse({ id }: Person): void {
		const chosen = this.#draft.chosen.filter((person) => person.id !== id);
		this.#keep({ chosen, refused: [...this.#draft.refused, id] });
	}

	/** Has something that was understood be plain text. */
	undo(key: string): void {
		this.#keep({ plain: [...this.#draft.plain, key] });
	}

	/** Understands again whatever was to be plain text. */
	redo(): void {
		this.#keep({ plain: [] });
	}

	/** Answers one of the three questions; an empty answer takes it away. */
	reflect(reflection: Reflection): void {
		this.#keep({ reflection: reflection.text === '' ? undefined : reflection });
	}

	/** Begins a clause with this mark behind the line the caret is in, or a name at the caret; returns where the caret then belongs. */
	begin(mark: Mark | 'mention'): number {
		const { text } = this.#draft;
		const caret = Math.min(this.#caret, text.length);
		const at = mark === 'mention' ? caret : lineEnd(text, caret);
		const before = text.slice(0, at);
		const glue = mark === 'mention' ? (/[\p{L}\p{N}._]$/u.test(before) ? ' ' : '') : gap(before);
		const sign = mark === 'mention' ? '@' : `${signs[mark]} `;
		const inserted = glue + sign;
		this.#keep({ text: before + inserted + text.slice(at) });
		this.#caret = at + inserted.length;
		return this.#caret;
	}

	/** Marks the next suggestion, or the one before. */
	mark(step: 1 | -1): void {
		const count = this.#suggestions.people.length;
		if (count > 0) this.#marked = (this.#marked + step + count) % count;
	}

	/** Sends the suggestions for this name away. */
	dismiss(): void {
		this.#dismissed = this.#mention?.start;
	}

	#keep(change: Partial<CaptureDraft>): void {
		this.#draft = { ...this.#draft, ...change };
		if (isEmpty(this.#draft)) this.#kept.clear();
		else this.#kept.write(this.#draft);
	}

	/** Whether a name after an `@` means nobody yet, or is only half of one. */
	#isOpen(query: string): boolean {
		const isWhole = this.understood.segments.some(
			({ kind, text, ...segment }) =>
				kind === 'mention' &&
				text === `@${query}` &&
				'person' in segment &&
				segment.person !== undefined
		);
		return !isWhole;
	}
}

/** Where the line ends that the caret is in. */
function lineEnd(text: string, caret: number): number {
	const end = text.indexOf('\n', caret);
	return end < 0 ? text.length : end;
}

/** What separates a new clause from the line before it: nothing, if the line is empty. */
function gap(before: string): string {
	return before === '' || before.endsWith('\n') ? '' : '\n';
}
