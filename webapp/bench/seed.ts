/** Spaces with many people in them, the same each time. */
import { ApiDevice, newId, type Put } from '../e2e/support/api.ts';
import type { Server } from '../e2e/support/server.ts';

/** A space that was filled, and who may open it. */
export interface Seeded {
	readonly email: string;
	readonly device: ApiDevice;
	readonly contacts: number;
	readonly notes: number;
	/** One of the people, with notes if there are any. */
	readonly somebody: string;
}

const given = ['Ana', 'Raj', 'Lena', 'Jonas', 'Mei', 'Óscar', 'Ümit', 'Zoë', 'Kofi', 'Ingrid'];
const family = ['Müller', 'Kapoor', 'Torres', 'Okafor', 'Chen', 'Ibarra', 'Nakamura', 'Åkesson'];
const vocabulary = Array.from({ length: 30_000 }, (_, i) => wordOf(i));

/** Fills the space of a new user. Contacts are older than notes, and each note names one or two of them. */
export async function seed(
	server: Server,
	email: string,
	contacts: number,
	notes: number
): Promise<Seeded> {
	const device = await ApiDevice.signUp(server, email);
	const random = randoms(contacts + notes);
	const began = Date.now() - contacts - notes;
	const ids = Array.from({ length: contacts }, (_, i) => newId(began + i));
	const pick = () => ids[Math.floor(random() * ids.length)] ?? '';
	await device.push(ids.map((id, i) => contact(id, i)));
	for (let from = 0; from < notes; from += 5_000) {
		const count = Math.min(5_000, notes - from);
		const puts = Array.from({ length: count }, (_, i) =>
			note(newId(began + contacts + from + i), [pick(), pick()], textOf(random))
		);
		await device.push(puts);
	}
	return { email, device, contacts, notes, somebody: ids[Math.floor(contacts / 2)] ?? '' };
}

/** People who all have a cadence, with whom the user was in touch once within the last year. */
export async function seedRhythm(server: Server, email: string, people: number): Promise<Seeded> {
	const device = await ApiDevice.signUp(server, email);
	const began = Date.now() - 2 * people;
	const ids = Array.from({ length: people }, (_, i) => newId(began + i));
	await device.push(
		ids.map((id, i) => {
			const put = contact(id, i);
			return { ...put, fields: { ...put.fields, cadenceDays: 30 + (i % 300) } };
		})
	);
	await device.push(
		ids.map((id, i) => {
			const at = new Date(Date.now() - ((i % 360) + 1) * 86_400_000).toISOString().slice(0, 10);
			const fields = { at, channel: 'call', direction: 'both', [`contacts/${id}`]: true };
			return { collection: 'interaction', id: newId(began + people + i), fields };
		})
	);
	return { email, device, contacts: people, notes: 0, somebody: ids[0] ?? '' };
}

function contact(id: string, i: number): Put {
	const fullName = `${given[i % given.length] ?? ''} ${family[i % family.length] ?? ''} ${String(i)}`;
	const mail = { value: `person${String(i)}@example.org`, label: 'work' };
	return {
		collection: 'contact',
		id,
		fields: {
			fullName,
			organization: `House ${String(i % 400)}`,
			'emails/e1': mail,
			'tags/met': true
		}
	};
}

function note(id: string, about: readonly string[], body: string): Put {
	const named = Object.fromEntries(about.map((contact) => [`contacts/${contact}`, true]));
	return { collection: 'note', id, fields: named, text: { body } };
}

/** About twenty words; few of them are common and most are rare, as in a language. */
export function textOf(random: () => number): string {
	const words = Array.from({ length: 12 + Math.floor(random() * 15) }, () => {
		const rank = Math.floor(vocabulary.length ** random()) - 1;
		return vocabulary[rank] ?? '';
	});
	return `${words.join(' ')}.`;
}

/** A pronounceable word for each number. */
function wordOf(n: number): string {
	const [first, second] = ['bdfgklmnprstvz', 'aeiou'];
	let word = '';
	for (let rest = n + 70; rest > 0; rest = Math.floor(rest / 70)) {
		word += first.charAt(rest % 14) + second.charAt(Math.floor(rest / 14) % 5);
	}
	return word;
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randoms(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
