/**
 * What goes wrong between a device and its disk: it dies between two
 * transactions, the browser loses the connection, there is no room. The faults
 * are put under IndexedDB, so that nothing of our own store is played.
 */

import { overflow } from '#lib/db/testing.ts';

/** How much room a disk has: for everything, for what is small only, or for nothing. */
export type Room = 'plenty' | 'little' | 'none';

/** The device died; nothing that it was about to do comes to pass. */
export class CrashError extends Error {
	override readonly name = 'CrashError';
}

/** What comes in from the server goes here; it is what a disk with little room has no place for. */
const large: ReadonlySet<string> = new Set(['chunk', 'row']);

/** The disk of one device. */
export class Disk {
	room: Room = 'plenty';
	/** So many transactions more, and the device dies; undefined if it does not. */
	left: number | undefined;
	/** How many of the next transactions find the connection lost. */
	lost = 0;

	/** The power is on again. */
	restart(): void {
		this.left = undefined;
		this.lost = 0;
	}

	/** Called before each transaction. */
	begin(): void {
		if (this.left !== undefined && --this.left < 0) throw new CrashError('no power');
		if (this.lost > 0) {
			this.lost--;
			throw new DOMException('The connection was lost.', 'InvalidStateError');
		}
	}

	/** Whether there is room for a value of a store. */
	takes(store: string): boolean {
		return this.room === 'plenty' || (this.room === 'little' && !large.has(store));
	}
}

const disks = new Map<string, Disk>();

/** Puts a disk under the database of that name. */
export function mount(database: string, disk: Disk): void {
	install();
	disks.set(database, disk);
}

let installed = false;

function install(): void {
	if (installed) return;
	installed = true;
	beforeEach(IDBDatabase.prototype, 'transaction', (db) => disks.get(db.name)?.begin());
	for (const method of ['put', 'add'] as const) {
		beforeEach(IDBObjectStore.prototype, method, (store) => {
			const disk = disks.get(store.transaction.db.name);
			if (disk?.takes(store.name) === false) overflow(store.transaction);
		});
	}
}

/** Has `first` called before each call of a method. */
function beforeEach<T extends object>(prototype: T, name: keyof T, first: (on: T) => void): void {
	const method: unknown = Reflect.get(prototype, name);
	if (typeof method !== 'function') throw new TypeError(`${String(name)} is no method.`);
	Object.defineProperty(prototype, name, {
		configurable: true,
		writable: true,
		value(this: T, ...args: unknown[]): unknown {
			first(this);
			return Reflect.apply(method, this, args);
		}
	});
}
