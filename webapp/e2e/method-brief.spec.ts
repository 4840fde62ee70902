/** The brief, what moves somebody, manners, what is confidential, and a good end. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { dayFrom, person, record, scene, touch, type Scene } from './support/method.ts';

const circleDays = { cadenceDays: 30 };
const ana = person('Ana Müller', {
	...circleDays,
	register: 'results',
	'manners/address': { value: 'Dr. Müller', askedOn: dayFrom(-100) },
	'manners/zone': { value: 'Asia/Tokyo', askedOn: dayFrom(-100) },
	'manners/never': { value: 'No calls before ten', askedOn: dayFrom(-100) },
	'manners/gifts': { value: 'None, they may not take any' }
});
const raj = person('Raj Kapoor', { register: 'personal' });
const blank = person('Lena Torres');
const results = record('motivator', { contact: ana.id, word: 'results', status: 'guess' });
const gives = [-60, -40, -20].map((day) =>
	record('exchange', {
		contact: ana.id,
		direction: 'gave',
		kind: 'insight',
		text: 'The churn study',
		on: dayFrom(day),
		landed: 3
	})
);
const lastGive = record('exchange', {
	contact: ana.id,
	direction: 'gave',
	kind: 'expertise',
	text: 'A day on the price list',
	on: dayFrom(-3)
});
const evidence = Object.fromEntries(
	gives.map(({ id }) => [`evidence/${id}`, { on: dayFrom(-20) }])
);

function about(contact: string) {
	return [
		touch(
			contact,
			-43,
			{},
			'She asked you to challenge the price list. Her daughter starts school.'
		),
		record('promise', { by: 'me', contact, text: 'intro to Raj', due: dayFrom(0) }),
		record('promise', { by: 'them', contact, text: 'draft of the list', due: dayFrom(12) }),
		record('need', { contact, text: 'Pricing help for Porto', confidence: 'said', state: 'open' }),
		record('question', { contact, text: 'How did the board take it?', askAfter: dayFrom(-1) }),
		record('idea', { contact, text: 'Try bundling', why: 'Two lists confuse' })
	];
}

let now: Scene;

before(async () => {
	now = await scene([
		ana,
		raj,
		blank,
		{ ...results, fields: { ...results.fields, ...evidence } },
		...gives,
		lastGive,
		...about(ana.id),
		...about(raj.id),
		record('offer', { text: 'A pricing workshop', state: 'open' }),
		record(
			'note',
			{ at: dayFrom(-1), confidential: true, [`contacts/${ana.id}`]: true },
			{ body: 'She is being considered for the board.' }
		)
	]);
});

after(async () => {
	await now.end();
});

async function brief(id: string): Promise<readonly string[]> {
	const { page, phone } = now;
	await page.goto(`${phone.url}/people/${id}/brief`);
	await page.getByText('Their needs first').waitFor();
	return page.locator('section h2').allTextContents();
}

test('S05: the brief begins with results for some and with closeness for others', async () => {
	const forAna = await brief(ana.id);
	assert.deepEqual(forAna.slice(1), ['Promises', 'Their needs first', 'One idea', 'Ask']);
	const forRaj = await brief(raj.id);
	assert.deepEqual(forRaj.slice(1), ['Ask', 'Their needs first', 'Promises', 'One idea']);
});

test('S05: it is read on one screen: name as they like it, their time, both sides’ promises, my match', async () => {
	const { page } = now;
	await brief(ana.id);
	await page.getByRole('heading', { level: 1, name: 'Dr. Müller' }).waitFor();
	await page.getByText(/\d\d:\d\d for them/).waitFor();
	for (const text of ['You owe: intro to Raj', 'They owe: draft of the list', 'A pricing workshop'])
		await page.getByText(text).waitFor();
	await page.evaluate(() => document.fonts.ready);
	const room = await page.evaluate(() => {
		const last = [...document.querySelectorAll('.brief > *')].at(-1)?.getBoundingClientRect();
		const tabs = document.querySelector('nav.tabs, main ~ nav')?.getBoundingClientRect();
		return (tabs?.top ?? innerHeight) - (last?.bottom ?? Infinity);
	});
	assert.ok(room >= 0, `the brief is ${String(-room)} px longer than the screen`);
});

test('S06: one tap says how a give landed, and the brief says what lands', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/people/${ana.id}`);
	await page.getByText('What you know of them').click();
	await page.getByText('landed 3 of 3').waitFor();
	await page.getByText('You gave: A day on the price list. How did it land?').waitFor();
	await page.getByRole('button', { name: 'It landed' }).click();
	await page.getByText('landed 4 of 4').waitFor();
	await page.getByRole('button', { name: 'I have seen it' }).waitFor();
	await brief(ana.id);
	await page.getByText('Results-type help landed 4 of 4').waitFor();
});

test('S19: somebody new begins blank; what was asked is told from what is guessed', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/people/${blank.id}`);
	await page.getByText('What you know of them').click();
	await page.getByText(/Nothing asked yet/).waitFor();
	await page.getByLabel('I assume that …').fill('She prefers calls');
	await page.locator('form').getByRole('button', { name: 'Add', exact: true }).click();
	await page.getByText('She prefers calls').waitFor();
	await page.getByRole('button', { name: 'I was wrong' }).click();
	await page.getByText('I was wrong').first().waitFor();
	await brief(ana.id);
	await page.getByText('Never: No calls before ten', { exact: true }).waitFor();
	await page.getByText('Gifts: None, they may not take any (a guess)').waitFor();
});

test('S29: what is confidential stays covered until it is uncovered, offline too, and is not in the brief', async () => {
	const { page, phone } = now;
	await brief(ana.id);
	assert.equal(await page.getByText('considered for the board').count(), 0);
	await phone.goOffline();
	await page.goto(`${phone.url}/people/${ana.id}`);
	const show = page.getByRole('main').getByRole('button', { name: 'Show', exact: true });
	await show.first().click();
	const choose = page.getByRole('dialog', { name: 'Cover confidential notes' });
	await choose.getByRole('textbox', { name: 'PIN or word' }).fill('4711');
	await choose.getByRole('button', { name: 'Choose and show' }).click();
	await page.getByText('considered for the board').waitFor();
	await page.reload();
	await show.first().click();
	const ask = page.getByRole('dialog', { name: 'Confidential' });
	await ask.getByRole('textbox', { name: 'PIN or word' }).fill('0000');
	await ask.getByRole('button', { name: 'Show', exact: true }).last().click();
	await ask.getByText(/That was not it/).waitFor();
	assert.equal(await page.getByText('considered for the board').count(), 0);
	await ask.getByRole('textbox', { name: 'PIN or word' }).fill('4711');
	await ask.getByRole('button', { name: 'Show', exact: true }).last().click();
	await page.getByText('considered for the board').waitFor();
	await phone.goOnline();
});

test('S29: covered, a confidential note is found but not read: by search, on Today, on its page, in the trash', async () => {
	const { page, phone } = now;
	const secret = page.getByText('considered for the board');
	await page.goto(`${phone.url}/`);
	await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor();
	await page.getByRole('article', { name: 'Ana Müller' }).first().waitFor();
	assert.equal(await secret.count(), 0);
	await page.goto(`${phone.url}/find`);
	await page.getByRole('searchbox').fill('considered');
	await page.getByRole('link', { name: /^Confidential note/ }).click();
	await page.getByRole('heading', { level: 1, name: 'Note' }).waitFor();
	await page.getByRole('main').getByRole('button', { name: 'Show', exact: true }).waitFor();
	assert.equal(await secret.count(), 0);

	await page.goto(`${phone.url}/people/${ana.id}`);
	await page.getByRole('main').getByRole('button', { name: 'Show', exact: true }).first().click();
	const ask = page.getByRole('dialog', { name: 'Confidential' });
	await ask.getByRole('textbox', { name: 'PIN or word' }).fill('4711');
	await ask.getByRole('button', { name: 'Show', exact: true }).last().click();
	await secret.waitFor();
	await page
		.locator('.note')
		.filter({ has: secret })
		.getByRole('button', { name: 'More for this note' })
		.click();
	await page.getByRole('menuitem', { name: 'Delete' }).click();
	await secret.waitFor({ state: 'detached' });
	await page.goto(`${phone.url}/people/trash`);
	await page.getByRole('button', { name: 'Take back: Confidential note' }).waitFor();
	assert.equal(await secret.count(), 0);
	await page.getByRole('button', { name: 'Take back: Confidential note' }).click();
});

test('S10: a good end: nothing owed, thanks said, quiet after; one tap opens it again with its history', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/people/${raj.id}`);
	await page.getByRole('button', { name: 'More for this person' }).click();
	await page.getByRole('menuitem', { name: 'Wind down' }).click();
	await page.getByRole('button', { name: 'Begin to wind down' }).click();
	const finish = page.getByRole('button', { name: 'End it well' });
	await finish.waitFor();
	assert.ok(await finish.isDisabled());
	await page.getByRole('button', { name: 'Delivered', exact: true }).first().click();
	await page.getByText('Delivered in full').waitFor();
	const release = page.getByRole('button', { name: 'Released', exact: true });
	await release.nth(1).waitFor({ state: 'detached' });
	await release.click();
	await page.getByText('Nothing is owed, either way.').waitFor();
	await page.getByRole('switch', { name: 'I said thank you' }).click();
	await page.getByLabel('What to keep').fill('He taught me to ask first.');
	await page.getByLabel('Why').focus();
	await finish.click();
	await page.getByText(/Ended on/).waitFor();
	await page.getByText('He taught me to ask first.').waitFor();
	await page.getByRole('button', { name: 'Open it again' }).click();
	await page.getByText(/is back, with everything that was/).waitFor();
	await page
		.getByText(/She asked you to challenge the price list/)
		.first()
		.waitFor();
});
