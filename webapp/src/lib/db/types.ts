/**
 * The contract between the local store and the features that stand on it.
 *
 * A component reads through {@link Database} (usually inside a live query) and
 * writes through it; nothing here waits for the network.
 */
import type { CollectionName, Collections, Patch } from '#lib/api/collections.gen.ts';

import type { Touches } from './touch.ts';

/** A record as the screen shows it: what the server confirmed, with this device's outbox laid over it. */
export interface Row<C extends CollectionName = CollectionName> {
	/** A UUIDv7, made on the device that created the record. */
	readonly id: string;
	readonly collection: C;
	/** Nested as in the generated types: map fields are objects keyed by member id. */
	readonly fields: Readonly<Collections[C]>;
	/** The server's version of the confirmed part, 0 if the server does not know the record yet. */
	readonly version: number;
	/** Whether a change of this device still waits in the outbox: "saved on this device" rather than "synced". */
	readonly pending: boolean;
	/** Whether the record lies in the trash. */
	readonly deleted: boolean;
	/** Milliseconds of Unix time at which it was created, read off its id. */
	readonly createdAt: number;
}

/** The fields of a contact that Today goes by. */
export type Timing = Pick<
	Collections['contact'],
	| 'dates'
	| 'circle'
	| 'cadenceDays'
	| 'latestDays'
	| 'stage'
	| 'pausedUntil'
	| 'snoozedUntil'
	| 'waitingSince'
	| 'communal'
	| 'wouldGoOnAsked'
>;

/** What the list of people needs of each contact; kept packed so that 20,000 are ready at once. */
export interface ContactSummary {
	readonly id: string;
	readonly fullName: string;
	readonly organization: string | undefined;
	readonly title: string | undefined;
	readonly tags: readonly string[];
	/** What decides whether and when the contact prompts. */
	readonly timing: Timing;
	/** There is a photo; another text once it is another photo. */
	readonly photo: string | undefined;
	/** Lower-cased, without marks: what search by name compares. */
	readonly folded: string;
}

/** One result of a search over contacts and notes, best first. */
export interface Hit {
	readonly collection: 'contact' | 'note' | 'interaction';
	readonly id: string;
	/** The name of the contact, or the beginning of the text around the match. */
	readonly text: string;
	/** For notes and interactions: the people they are about. */
	readonly contacts: readonly string[];
	/** The text must not be shown before the user has shown that it is them. */
	readonly confidential: boolean;
	readonly createdAt: number;
	/** The beginnings of words by which it was found: those of the query, or what it may have meant. */
	readonly words: readonly string[];
}

/** The collections whose records name one contact, or several. */
export type Personal = {
	[C in CollectionName]: 'contact' extends keyof Collections[C]
		? C
		: 'contacts' extends keyof Collections[C]
			? C
			: never;
}[CollectionName];

/** Options of {@link Database.put}. */
export interface PutOptions<C extends CollectionName> {
	/**
	 * The row as the editor saw it when the person began to type. Text that has
	 * changed underneath since then is merged with what they wrote, never
	 * overwritten.
	 */
	readonly from?: Row<C>;
}

/** Everything this device knows of one space of one user. */
export interface Database {
	readonly userId: string;
	readonly spaceId: string;

	/** A fresh UUIDv7 for a record to be created. */
	newId(): string;

	/**
	 * Saves a change: overlay, outbox entry and clock in one strict IndexedDB
	 * transaction. Resolves when the change is on the disk of this device; only
	 * then may the screen say "saved". `patch` is flat: a field by its name, a
	 * member of a map as `emails/e1`, `null` to clear. Creates the record if the
	 * id is new. Rejects with {@link StorageFullError} when the disk is full.
	 */
	put<C extends CollectionName>(
		collection: C,
		id: string,
		patch: Patch<C>,
		options?: PutOptions<C>
	): Promise<void>;

	/** Several changes in one transaction: all of them are saved or none is. */
	putAll(changes: readonly Change[]): Promise<void>;

	/** Moves a record to the trash. */
	remove(collection: CollectionName, id: string): Promise<void>;

	/** Takes a record out of the trash. */
	restore(collection: CollectionName, id: string): Promise<void>;

	/** One record, also a deleted one; `undefined` if this device has never heard of it. */
	get<C extends CollectionName>(collection: C, id: string): Promise<Row<C> | undefined>;

	/**
	 * All live records of a collection. For the small ones (reminders, circles, settings), not for
	 * notes; of these only with the name of a field as `having`, which leaves most of those unread
	 * that have no such field. Some that have none may be among what is found.
	 */
	list<C extends CollectionName>(
		collection: C,
		having?: keyof Row<C>['fields'] & string
	): Promise<readonly Row<C>[]>;

	/**
	 * The live records of a collection that name the contact, newest first (by
	 * their `at` where they have one); at most `limit` of them.
	 */
	about<C extends Personal>(
		collection: C,
		contactId: string,
		limit?: number
	): Promise<readonly Row<C>[]>;

	/**
	 * The live notes or interactions whose `at` is a day or later, in no
	 * particular order. However many there are, the screen is not kept waiting.
	 */
	since<C extends 'note' | 'interaction'>(collection: C, day: string): Promise<readonly Row<C>[]>;

	/** The newest live notes, newest first. */
	recentNotes(limit: number): Promise<readonly Row<'note'>[]>;

	/** All live contacts in the order of their names, from the packed projection. */
	contacts(): Promise<readonly ContactSummary[]>;

	/**
	 * The touches with everybody that decide who is to be in touch with whom on
	 * `today` and later, from a packed projection. For few people `about` is faster.
	 */
	touches(today: string): Promise<Touches>;

	/** What lies in the trash, newest first. */
	trash(): Promise<readonly Row[]>;

	/**
	 * Finds contacts and notes by the beginnings of words; marks and case do not
	 * count, nor does a slip in a longer word where little else is found. `among`
	 * names the collections that are looked through, all unless it says otherwise.
	 */
	search(
		query: string,
		limit: number,
		among?: readonly Hit['collection'][]
	): Promise<readonly Hit[]>;

	/** Answers that take a moment, for the next start. */
	readonly remembered: Remembered;

	/** Calls `listener` after each committed change with the collections it touched, in this tab or another. */
	subscribe(listener: (touched: ReadonlySet<CollectionName>) => void): () => void;

	/** How many local changes the server has not confirmed yet. */
	pendingCount(): Promise<number>;

	/** Closes the connection. */
	close(): void;
}

/** Answers to questions about the database, kept on this device for as long as nothing changes in it. */
export interface Remembered {
	/** How far the log of changes is: whatever is read after this was asked knows of it all. */
	position(): Promise<number>;

	/**
	 * The answer that was remembered; `undefined` if there is none, if anything has changed since, or if
	 * it was `about` something else, such as another day.
	 */
	recall(question: string, about: string): Promise<unknown>;

	/** Remembers what follows from reading the database after it was at `upto`; it must be fit for structured cloning. */
	remember(
		question: string,
		about: string,
		found: { readonly upto: number; readonly answer: unknown }
	): Promise<void>;
}

/** One change of {@link Database.putAll}. */
export type Change =
	| {
			[C in CollectionName]: {
				readonly op: 'put';
				readonly collection: C;
				readonly id: string;
				readonly patch: Patch<C>;
			};
	  }[CollectionName]
	| { readonly op: 'delete' | 'restore'; readonly collection: CollectionName; readonly id: string };

/** The disk of the device is full; nothing of the change was saved. */
export class StorageFullError extends Error {
	override readonly name = 'StorageFullError';
}

/** What the chip, the attention list and the settings show of sync. */
export interface SyncStatus {
	/** `signed-out`: everything is kept, nothing is sent until the user signs in again. */
	readonly state: 'synced' | 'syncing' | 'waiting' | 'offline' | 'signed-out' | 'trouble';
	/** Local changes that the server has not confirmed yet. */
	readonly pending: number;
	readonly lastSyncedAt: Date | undefined;
	/** What is wrong, when the state is `trouble`. */
	readonly trouble: 'left' | 'outdated' | 'full' | 'refused' | undefined;
	/** Changes that the server could not apply; kept here until the user decides. */
	readonly parked: readonly ParkedItem[];
	/** Progress of the first sync, from 0 to 1; `undefined` when there is none. */
	readonly firstSync: number | undefined;
	/** Asks for a sync now. */
	syncNow(): void;
	/** Lets go of a parked change for good. */
	discardParked(mid: string): Promise<void>;
	/** Sends a parked change again, as a new mutation. */
	retryParked(mid: string): Promise<void>;
}

/** A change that the server could not apply, with its reason. */
export interface ParkedItem {
	readonly mid: string;
	readonly collection: string;
	readonly id: string;
	/** The problem's code, such as `contact-name-missing`. */
	readonly code: string;
	readonly field: string | undefined;
	/** One plain sentence. */
	readonly detail: string;
	/** What the person had written. */
	readonly fields: Readonly<Record<string, unknown>>;
	readonly at: number;
}
