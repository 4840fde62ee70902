import fc from 'fast-check';
import { expect, test } from 'vitest';

import { decodeFile } from './content-lines.ts';
import { isBroken, readCards, type Card } from './vcard.ts';

function read(text: string) {
	return [...readCards(text)];
}

function one(...lines: string[]): Card {
	const [card] = read(['BEGIN:VCARD', 'VERSION:4.0', ...lines, 'END:VCARD'].join('\r\n'));
	if (card === undefined || isBroken(card)) throw new Error(`broken: ${JSON.stringify(card)}`);
	return card;
}

test('reads a person with everything that Tend knows', () => {
	const card = one(
		'UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1',
		'FN:Ana Müller',
		'N:Müller;Ana;;;',
		'NICKNAME:Anni',
		'ORG:Norte;',
		'TITLE:CFO',
		'EMAIL;TYPE=work:ana@norte.example',
		'TEL;VALUE=uri;TYPE="cell,voice":tel:+351-21-555',
		'ADR;TYPE=home:;;Rua Augusta 1;Lisboa;;1100-048;Portugal',
		'URL:https://norte.example',
		'BDAY:--0412',
		'ANNIVERSARY:20100605',
		'CATEGORIES:friends\\, close,pricing',
		'NOTE:Met at the fair.\\nLikes chess\\; plays well.'
	);
	expect(card).toMatchObject({
		uid: '4fbe8971-0bc3-424c-9c26-36c3e1eff6b1',
		fullName: 'Ana Müller',
		givenName: 'Ana',
		familyName: 'Müller',
		nickname: 'Anni',
		organization: 'Norte',
		title: 'CFO',
		emails: [{ label: 'work', value: 'ana@norte.example' }],
		phones: [{ label: 'cell', value: '+351-21-555' }],
		addresses: [
			{ label: 'home', street: 'Rua Augusta 1', locality: 'Lisboa', postalCode: '1100-048' }
		],
		dates: [
			{ kind: 'birthday', date: '--04-12' },
			{ kind: 'anniversary', date: '2010-06-05' }
		],
		tags: ['friends, close', 'pricing'],
		notes: ['Met at the fair.\nLikes chess; plays well.'],
		kept: []
	});
});

test('keeps every line that it does not understand', () => {
	const card = one(
		'FN:Raj',
		'N:Kapoor;Raj;Dev;Dr.;',
		'X-SPOUSE:Lena',
		'GEO:geo:38.7,-9.1',
		'BDAY;VALUE=text:circa 1970',
		'PHOTO:https://example.org/raj.jpg',
		'LANG:en'
	);
	expect(card.kept).toEqual([
		'N:Kapoor;Raj;Dev;Dr.;',
		'X-SPOUSE:Lena',
		'GEO:geo:38.7,-9.1',
		'BDAY;VALUE=text:circa 1970',
		'PHOTO:https://example.org/raj.jpg',
		'LANG:en'
	]);
});

test('joins folded lines, also inside a word and a picture', () => {
	const card = one('FN:Jonas Oka', ' for', 'PHOTO;ENCODING=b;TYPE=JPEG:AAAA', ' BBBB', '\tCCCC');
	expect(card.fullName).toBe('Jonas Okafor');
	expect(card.photo).toBe('data:image/jpeg;base64,AAAABBBBCCCC');
});

test('reads the labels of Apple', () => {
	const card = one(
		'FN:Mei',
		'item1.URL:https://mei.example',
		'item1.X-ABLabel:_$!<HomePage>!$_',
		'item2.X-ABDATE:2012-03-04',
		'item2.X-ABLabel:_$!<Anniversary>!$_',
		'item3.TEL:1',
		'item3.X-ABLabel:Boat'
	);
	expect(card.urls).toEqual([{ label: 'HomePage', value: 'https://mei.example' }]);
	expect(card.dates).toEqual([{ kind: 'anniversary', date: '2012-03-04', label: 'Anniversary' }]);
	expect(card.phones).toEqual([{ label: 'Boat', value: '1' }]);
});

test('reads quoted-printable values of vCard 2.1 with soft line breaks', () => {
	const [card] = read(
		[
			'BEGIN:VCARD',
			'VERSION:2.1',
			'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen =',
			'Gro=C3=9F',
			'TEL;CELL;PREF:+49 1',
			'END:VCARD'
		].join('\n')
	);
	expect(card).toMatchObject({
		fullName: 'Jürgen Groß',
		phones: [{ label: 'cell', value: '+49 1' }]
	});
});

test('skips a broken card alone, and says at which line', () => {
	const items = read(
		[
			'BEGIN:VCARD',
			'FN:One',
			'END:VCARD',
			'BEGIN:VCARD',
			'FN:Two',
			'this is no line',
			'END:VCARD',
			'BEGIN:VCARD',
			'FN:Three',
			'BEGIN:VCARD',
			'FN:Four',
			'END:VCARD',
			'BEGIN:VCARD',
			'TEL:1',
			'END:VCARD',
			'stray',
			'BEGIN:VCARD',
			'FN:Five'
		].join('\n')
	);
	expect(
		items.map((item) => (isBroken(item) ? `${item.fault}@${String(item.line)}` : item.fullName))
	).toEqual(['One', 'not-a-line@6', 'no-end@8', 'Four', 'no-name@13', 'outside@16', 'no-end@17']);
});

test('names a person by what there is when FN is missing', () => {
	expect(one('N:Chen;Mei;;;').fullName).toBe('Mei Chen');
	expect(one('ORG:Norte').fullName).toBe('Norte');
	expect(one('EMAIL:mei@example.org').fullName).toBe('mei@example.org');
});

test('gives the same card without UID the same name, and another card another', () => {
	expect(one('FN:Ana', 'TEL:1').uid).toBe(one('FN:Ana', 'TEL:1').uid);
	expect(one('FN:Ana', 'TEL:1').uid).not.toBe(one('FN:Ana', 'TEL:2').uid);
	expect(one('FN:Ana', 'REV:1').uid).toBe(one('FN:Ana', 'REV:2').uid);
});

test('decodes files that are not UTF-8', () => {
	expect(decodeFile(Uint8Array.of(0x4a, 0xfc, 0x72))).toBe('Jür');
	expect(decodeFile(Uint8Array.of(0xff, 0xfe, 0x4a, 0x00))).toBe('J');
	expect(decodeFile(Uint8Array.of(0xef, 0xbb, 0xbf, 0x4a))).toBe('J');
});

test('never throws, whatever the file holds', () => {
	const piece = fc.constantFrom(
		'BEGIN:VCARD',
		'END:VCARD',
		'FN',
		':',
		';',
		'=',
		'"',
		'\\',
		'\r\n',
		'\n ',
		',',
		'item1.',
		'PHOTO',
		'ENCODING=QUOTED-PRINTABLE',
		'=C3',
		'ü',
		'😀'
	);
	fc.assert(
		fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 60 }), (parts) => {
			for (const item of readCards(parts.join(''))) expect(item.line).toBeGreaterThan(0);
		})
	);
});

test('stays linear in one long line', () => {
	const started = performance.now();
	read(
		`BEGIN:VCARD\nFN:${';\\,'.repeat(200_000)}\nCATEGORIES:${','.repeat(500_000)}\nTEL;${'A='.repeat(100_000)}:1\nEND:VCARD`
	);
	expect(performance.now() - started).toBeLessThan(5_000);
});
