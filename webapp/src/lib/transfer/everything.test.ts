import 'fake-indexeddb/auto';

import { expect, test } from 'vitest';

import type { Contact, NotePatch } from '#lib/api/collections.gen.ts';
import { openDatabase } from '#lib/db/open.ts';

import { cardText } from './card-text.ts';
import { everybody, everything } from './everything.ts';
import { isBroken, readCards, type Card } from './vcard.ts';

const now = new Date('2026-12-01T08:20:00Z');

const ana: Contact = {
	fullName: 'Ana Müller, CFO; Norte',
	givenName: 'Ana',
	familyName: 'Müller',
	nickname: 'Anni',
	organization: 'Norte',
	title: 'CFO',
	uid: 'ana-1',
	emails: {
		b: { label: 'home', value: 'ana@home.example', pos: 2 },
		a: { label: 'work', value: 'ana@norte.example', pos: 1 }
	},
	phones: { a: { label: 'cell', value: '+351 21 555' } },
	urls: { a: { value: 'https://norte.example' } },
	addresses: {
		a: { label: 'home', street: 'Rua Augusta 1\n2º', locality: 'Lisboa', postalCode: '1100-048' }
	},
	dates: {
		a: { kind: 'birthday', date: '--04-12' },
		b: { kind: 'anniversary', date: '2010-06-05' },
		c: { kind: 'other', date: '2019-09-01', label: 'Joined Norte' }
	},
	tags: { 'friends, close': true, pricing: true, old: false },
	vcard: 'X-TEND-CARD:card-1\nX-FAVOURITE-COLOUR:moss',
	photo: `data:image/jpeg;base64,${'A'.repeat(400)}`
};

function readOne(text: string): Card {
	const [card, another] = [...readCards(text)];
	if (card === undefined || another !== undefined || isBroken(card)) throw new Error(text);
	return card;
}

test('a card that was written is read as it was meant', () => {
	const text = cardText(ana);
	expect(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75)).toBe(
		true
	);
	expect(readOne(text)).toMatchObject({
		uid: 'ana-1',
		fullName: 'Ana Müller, CFO; Norte',
		givenName: 'Ana',
		familyName: 'Müller',
		nickname: 'Anni',
		organization: 'Norte',
		title: 'CFO',
		emails: [
			{ label: 'work', value: 'ana@norte.example' },
			{ label: 'home', value: 'ana@home.example' }
		],
		phones: [{ label: 'cell', value: '+351 21 555' }],
		urls: [{ value: 'https://norte.example' }],
		addresses: [
			{ label: 'home', street: 'Rua Augusta 1\n2º', locality: 'Lisboa', postalCode: '1100-048' }
		],
		dates: [
			{ kind: 'birthday', date: '--04-12' },
			{ kind: 'anniversary', date: '2010-06-05' },
			{ kind: 'other', date: '2019-09-01', label: 'Joined Norte' }
		],
		tags: ['friends, close', 'pricing'],
		photo: ana.photo,
		kept: ['X-FAVOURITE-COLOUR:moss']
	});
});

test('the file of everything holds every record, those in the trash apart', async () => {
	const db = await openDatabase({ userId: crypto.randomUUID(), spaceId: 'space' });
	const [contact, note, gone] = [db.newId(), db.newId(), db.newId()];
	await db.put('contact', contact, { fullName: 'Ana Müller' });
	const about: NotePatch = { [`contacts/${contact}`]: true };
	await db.put('note', note, { ...about, body: 'Moves to Porto' });
	await db.put('contact', gone, { fullName: 'Gone' });
	await db.remove('contact', gone);
	const file = await everything(db, now);
	expect(file.name).toBe('tend-2026-12-01.json');
	expect(JSON.parse(await file.blob.text())).toMatchObject({
		program: 'tend',
		records: {
			contact: [{ id: contact, fullName: 'Ana Müller' }],
			note: [{ id: note, body: 'Moves to Porto', contacts: { [contact]: true } }]
		},
		trash: [{ collection: 'contact', id: gone, fullName: 'Gone' }]
	});
	const people = await everybody(db, now);
	expect(readOne(await people.blob.text()).fullName).toBe('Ana Müller');
	db.close();
});
