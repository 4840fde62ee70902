/** What people do on their devices. */
import { listParked, discardParked, retryParked } from '../parked.ts';
import { naming } from '../testing.ts';
import type { Row } from '#lib/db/types.ts';

import type { SimDevice } from './device.ts';
import type { Random } from './random.ts';

/** What people write, and the story of it. */
export interface Diary {
	readonly random: Random;
	/** All words ever written and not refused, by note. */
	readonly words: Map<string, readonly string[]>;
	/** A word that nobody has written before. */
	newWord(): string;
	/** Notes who made a record. */
	made(device: SimDevice, id: string): void;
	tell(device: SimDevice, what: string): void;
}

/** Something that a person does on a device. */
export type Act = (diary: Diary, device: SimDevice) => Promise<void>;

/** Words that everybody may delete. */
const common = ['quick', 'brown', 'fox'];

/** Writes a new contact or note. */
export const write: Act = async (diary, device) => {
	if (diary.random.below(3) > 0) return writeNote(diary, device);
	const id = device.db.newId();
	diary.made(device, id);
	return name(diary, device, id, { nickname: 'x' });
};

/** Writes a new note. */
export const writeNote: Act = async (diary, device) => {
	const id = device.db.newId();
	diary.made(device, id);
	const contacts = (await device.db.contacts()).map((contact) => contact.id);
	const about = contacts.length > 0 ? [diary.random.from(contacts)] : [];
	const word = diary.newWord();
	diary.tell(device, `writes note ${id}: ${word}`);
	await device.db.put('note', id, { body: `the ${common.join(' ')} ${word}`, ...naming(...about) });
	wrote(diary, device, id, word);
};

/** Types a new word somewhere, and may delete a word that everybody may delete. */
export const edit: Act = async (diary, device) => {
	const { random } = diary;
	const seen = random.below(3) === 0 ? device.editors.shift() : undefined;
	const from = seen ?? (await anyNote(diary, device));
	if (from === undefined) return;
	const words = (from.fields.body ?? '').split(' ');
	const at = words.findIndex((word) => common.includes(word));
	if (at >= 0 && random.below(4) === 0) words.splice(at, 1);
	const word = diary.newWord();
	words.splice(random.below(words.length + 1), 0, word);
	diary.tell(device, `edits ${from.id}: ${words.join(' ')}${seen ? ' (late)' : ''}`);
	await device.db.put('note', from.id, { body: words.join(' ') }, { from });
	wrote(diary, device, from.id, word);
};

/** Gives a contact another name, or a tag, or takes a tag away. */
export const rename: Act = async (diary, device) => {
	const { random } = diary;
	const contacts = await device.db.contacts();
	if (contacts.length === 0) return;
	const { id, tags } = random.from(contacts);
	if (random.below(2) === 0) return name(diary, device, id, {});
	const tag = random.from(['friend', 'work', 'chess']);
	diary.tell(device, `tags ${id} ${tag}`);
	await device.db.put('contact', id, tagged(tag, !tags.includes(tag)));
};

/** Opens a note in an editor and leaves it open. */
export const open: Act = async (diary, device) => {
	const note = await anyNote(diary, device);
	if (note !== undefined) device.editors.push(note);
};

/** Puts a note into the trash. */
export const remove: Act = async (diary, device) => {
	const note = await anyNote(diary, device);
	if (note === undefined) return;
	diary.tell(device, `deletes ${note.id}`);
	await device.db.remove('note', note.id);
};

/** Takes something out of the trash. */
export const restore: Act = async (diary, device) => {
	const [row] = await device.db.trash();
	if (row === undefined) return;
	diary.tell(device, `restores ${row.id}`);
	await device.db.restore(row.collection, row.id);
};

/** Writes something that the server parks. */
export const refused: Act = async (diary, device) => {
	const id = device.db.newId();
	diary.made(device, id);
	diary.tell(device, `writes refused ${id}`);
	await device.db.put('contact', id, { fullName: 'x'.repeat(201) });
};

/** Sends a parked change again, or lets it go. */
export const decide: Act = async (diary, device) => {
	const [item] = await listParked(device.replica);
	if (item === undefined) return;
	device.decided.add(item.mid);
	device.named.delete(item.id);
	const again = diary.random.below(2) === 0;
	diary.tell(device, `${again ? 'sends again' : 'lets go of'} ${item.mid}`);
	await (again ? retryParked : discardParked)(device.replica, item.mid);
};

/** Finishes an occurrence of a reminder: the later of two stays. */
export const finish: Act = async (diary, device) => {
	const [known] = await device.db.list('reminder');
	const id = known?.id ?? device.db.newId();
	diary.made(device, id);
	const day = `2026-12-${String(1 + diary.random.below(28)).padStart(2, '0')}`;
	diary.tell(device, `finishes ${id} through ${day}`);
	const made = known ? {} : { title: 'call', at: '2026-12-01', zone: 'Europe/Berlin' };
	await device.db.put('reminder', id, { ...made, doneThrough: day });
};

function tagged(tag: string, on: boolean): { readonly [member: `tags/${string}`]: true | null } {
	return Object.fromEntries([[`tags/${tag}`, on || null]]);
}

async function name(
	diary: Diary,
	device: SimDevice,
	id: string,
	more: { readonly nickname?: string }
): Promise<void> {
	const [fullName, before] = [diary.newWord(), await device.db.get('contact', id)];
	diary.tell(device, `names ${id} ${fullName}`);
	await device.db.put('contact', id, { fullName, ...more });
	const { shown, replaced = [] } = device.named.get(id) ?? {};
	const seen = [...replaced, shown, before?.fields.fullName].filter((text) => text !== undefined);
	device.named.set(id, { shown: fullName, replaced: new Set(seen) });
}

async function anyNote({ random }: Diary, device: SimDevice): Promise<Row<'note'> | undefined> {
	const notes = await device.db.list('note');
	return notes.length === 0 ? undefined : random.from(notes);
}

function wrote(diary: Diary, device: SimDevice, id: string, word: string): void {
	for (const words of [device.written, diary.words]) {
		words.set(id, [...(words.get(id) ?? []), word]);
	}
}
