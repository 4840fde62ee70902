/** Whom Today remembers by itself: the new, the quiet, and those to whom one only gives; and whom Capture expects. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { newId } from './support/api.ts';
import { dayFrom, person, record, scene, touch, type Scene } from './support/method.ts';

const met = newId(Date.now() - 9 * 86_400_000);
const mei = record('contact', { fullName: 'Mei Chen', stage: 'new' }, {}, met);
const quiet = ['Óscar Ibarra', 'Tove Lind', 'Yuki Sato'].map((name) =>
	person(name, { stage: 'dormant' })
);
const raj = person('Raj Kapoor', { givenName: 'Raj' });
const lena = person('Lena Torres');
const others = ['Ana Müller', 'Ben Adeyemi', 'Cleo Marsh', 'Dan Novak'].map((name) => person(name));

let now: Scene;

before(async () => {
	const gives = [-50, -30, -20, -10].map((days) =>
		record('exchange', {
			contact: raj.id,
			direction: 'gave',
			kind: 'time',
			size: 'm',
			text: 'An afternoon',
			on: dayFrom(days)
		})
	);
	now = await scene([
		mei,
		...quiet,
		raj,
		lena,
		...others,
		...gives,
		touch(mei.id, -9),
		...quiet.map(({ id }, i) => touch(id, -300 - i)),
		...others.map(({ id }) => record('note', { at: dayFrom(-1), [`contacts/${id}`]: true })),
		record('interaction', {
			at: `${dayFrom(0)}T23:30`,
			kind: 'met',
			planned: true,
			[`contacts/${lena.id}`]: true
		})
	]);
	await now.phone.goOffline();
});

after(async () => {
	await now.end();
});

test('S18: somebody new is spoken of again within two weeks, offline', async () => {
	const { page } = now;
	await page.reload();
	const card = page.getByRole('article', { name: 'Mei Chen' });
	await card.getByText(/A second word makes it last/).waitFor();
	await card.getByRole('link', { name: 'Follow up with Mei' }).waitFor();
});

test('S18: of those who have been quiet for long two have a seat, and a skipped seat is not given away that week', async () => {
	const { page } = now;
	const seats = page.getByRole('article').filter({ hasText: 'No reason is needed.' });
	await seats.nth(1).waitFor();
	assert.equal(await seats.count(), 2);
	await seats.first().getByRole('button', { name: 'Skip' }).click();
	await page.waitForFunction(
		() => document.body.innerText.match(/No reason is needed/g)?.length === 1
	);
	await page.reload();
	await seats.first().waitFor();
	assert.equal(await seats.count(), 1);
});

test('S20: where one only gives, Today suggests to be helped, without a word of debt', async () => {
	const { page, phone } = now;
	await page.goto(phone.url);
	const card = page.getByRole('article', { name: 'Raj Kapoor' });
	await card.getByText(/You gave several times in a row/).waitFor();
	assert.doesNotMatch(await card.innerText(), /owe|debt|score|\d+ %/i);
});

test('S18: whom I meet today comes first among the people Capture suggests', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/capture`);
	const people = page.getByRole('group', { name: 'Who it is about' }).getByRole('button');
	await people.nth(2).waitFor();
	await people.filter({ hasText: 'Lena Torres' }).waitFor();
	assert.match((await people.first().textContent()) ?? '', /Lena Torres/);
});
