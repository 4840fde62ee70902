import { expect, test } from 'vitest';

import { isTable, readTable, writesDayFirst } from './table.ts';
import { readCards } from './vcard.ts';

function read(...lines: string[]) {
	return [...readTable(lines.join('\r\n'), false)];
}

test('reads the new table of Google', () => {
	const [ana] = read(
		'First Name,Middle Name,Last Name,Nickname,Organization Name,Organization Title,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Label,Address 1 - Street,Address 1 - City,Address 1 - Postal Code,Address 1 - Country',
		'Ana,,Müller,Anni,Norte,CFO,1980-05-12,"Met at the fair, twice",* myContacts ::: Close,* Work,ana@norte.example ::: ana@home.example,Mobile,+351 21 555,Home,"Rua Augusta 1",Lisboa,1100-048,Portugal'
	);
	expect(ana).toMatchObject({
		line: 2,
		fullName: 'Ana Müller',
		givenName: 'Ana',
		familyName: 'Müller',
		nickname: 'Anni',
		organization: 'Norte',
		title: 'CFO',
		emails: [
			{ label: 'work', value: 'ana@norte.example' },
			{ label: 'work', value: 'ana@home.example' }
		],
		phones: [{ label: 'mobile', value: '+351 21 555' }],
		addresses: [
			{ label: 'home', street: 'Rua Augusta 1', locality: 'Lisboa', country: 'Portugal' }
		],
		dates: [{ kind: 'birthday', date: '1980-05-12' }],
		tags: ['Close'],
		notes: ['Met at the fair, twice']
	});
});

test('reads the old table of Google', () => {
	const [raj] = read(
		'Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Organization 1 - Name,Organization 1 - Title',
		'Raj Kapoor,Raj,Kapoor,* myContacts,Work,raj@quince.example,Quince,Founder'
	);
	expect(raj).toMatchObject({
		fullName: 'Raj Kapoor',
		organization: 'Quince',
		title: 'Founder',
		emails: [{ label: 'work', value: 'raj@quince.example' }],
		tags: []
	});
});

test('reads the tables of Outlook, in English and in German with semicolons', () => {
	const [lena] = read(
		'"First Name","Last Name","Company","Job Title","Business Street","Business City","Business Postal Code","Business Country/Region","Mobile Phone","Home Phone","E-mail Address","E-mail 2 Address","Birthday","Web Page"',
		'"Lena","Torres","Quince Labs","Head of ""Research""","Calle Mayor 1\r\n2nd floor","Madrid","28013","Spain","+34 600","+34 91","lena@quince.example","l@t.example","5/12/1980","https://quince.example"'
	);
	expect(lena).toMatchObject({
		fullName: 'Lena Torres',
		title: 'Head of "Research"',
		phones: [
			{ label: 'cell', value: '+34 600' },
			{ label: 'home', value: '+34 91' }
		],
		emails: [{ value: 'lena@quince.example' }, { value: 'l@t.example' }],
		addresses: [{ label: 'work', street: 'Calle Mayor 1\n2nd floor', locality: 'Madrid' }],
		dates: [{ kind: 'birthday', date: '1980-05-12' }]
	});
	const [tom] = read(
		'Vorname;Nachname;Firma;Position;Straße geschäftlich;Ort geschäftlich;Postleitzahl geschäftlich;Mobiltelefon;E-Mail-Adresse;Geburtstag',
		'Tom;Berg;Havnelab;CTO;Hauptstraße 1;Köln;50667;+49 170;tom@havnelab.example;12.5.1980'
	);
	expect(tom).toMatchObject({
		fullName: 'Tom Berg',
		organization: 'Havnelab',
		addresses: [{ label: 'work', street: 'Hauptstraße 1', locality: 'Köln', postalCode: '50667' }],
		dates: [{ date: '1980-05-12' }]
	});
});

test('whether days or months come first is told by the table, else by the reader', () => {
	const datesOf = (dayFirst: boolean, ...days: string[]) => {
		const rows = days.map((day, i) => `Person ${i},B,${day}`);
		const table = ['First Name,Last Name,Birthday', ...rows].join('\n');
		return [...readTable(table, dayFirst)].flatMap((card) =>
			'dates' in card ? card.dates.map(({ date }) => date) : []
		);
	};
	expect(datesOf(false, '5/6/1980')).toEqual(['1980-05-06']);
	expect(datesOf(true, '5/6/1980')).toEqual(['1980-06-05']);
	expect(datesOf(false, '5/6/1980', '13/6/1980')).toEqual(['1980-06-05', '1980-06-13']);
	expect(datesOf(true, '5/6/1980', '6/13/1980')).toEqual(['1980-05-06', '1980-06-13']);
	expect(datesOf(true, '5.6.1980')).toEqual(['1980-06-05']);
	expect([writesDayFirst('en-US'), writesDayFirst('en-GB'), writesDayFirst('de')]).toEqual([
		false,
		true,
		true
	]);
});

test('reads the connections of LinkedIn below what it writes above them, and keeps what it does not know', () => {
	const [ana, nobody] = read(
		'Notes:',
		'"When exporting your connection data, you may notice that some addresses are missing."',
		'',
		'First Name,Last Name,URL,Email Address,Company,Position,Connected On',
		'Ana,Müller,https://www.linkedin.com/in/ana,,Norte,CFO,12 May 2020',
		',,https://www.linkedin.com/in/x,,,,13 May 2020'
	);
	expect(ana).toMatchObject({
		line: 5,
		fullName: 'Ana Müller',
		urls: [{ value: 'https://www.linkedin.com/in/ana' }],
		kept: ['X-CONNECTED-ON:12 May 2020']
	});
	expect(nobody).toMatchObject({ line: 6, fault: 'no-name' });
});

test('the same row has the same fingerprint wherever it stands', () => {
	const head = 'First Name,Last Name,Email Address';
	const [one] = read(head, 'Ana,Müller,ana@norte.example');
	const [, again] = read(head, 'Raj,Kapoor,', 'Ana,Müller,ana@norte.example');
	expect(one).toMatchObject({ fingerprint: (again as { fingerprint: string }).fingerprint });
});

test('tells a table of people from a vCard and from anything else', () => {
	expect(isTable('First Name,Last Name\nAna,Müller')).toBe(true);
	expect(isTable('\uFEFFVorname;Nachname\nAna;Müller')).toBe(true);
	expect(isTable('BEGIN:VCARD\nFN:Ana\nEND:VCARD')).toBe(false);
	expect(isTable('price,amount\n1,2')).toBe(false);
	expect([...readCards('price,amount')]).toHaveLength(1);
});
