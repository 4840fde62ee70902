/** Circles: how often with whom, room in a week, waiting and pausing, and a fresh start. */
import { after, before, test } from 'node:test';

import { person, scene, touch, type Scene } from './support/method.ts';

const people = Array.from({ length: 12 }, (_, i) =>
	person(`Person ${String.fromCharCode(65 + i)}`, { cadenceDays: 30 })
);
const raj = person('Raj Kapoor');

let now: Scene;

before(async () => {
	now = await scene([...people, raj, ...people.map(({ id }) => touch(id, -90))]);
});

after(async () => {
	await now.end();
});

test('S18: circles have a name, an ideal, a latest and a cap, and an order', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/circles`);
	await page.getByRole('button', { name: 'Begin with three circles' }).click();
	const rows = page.getByRole('main').getByRole('listitem');
	await rows.nth(2).waitFor();
	await page.getByRole('button', { name: /^Close/ }).click();
	const sheet = page.getByRole('dialog', { name: 'Change the circle' });
	await sheet.getByLabel('Name').fill('Inner');
	await sheet.getByLabel('At the latest after … days').fill('10');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await sheet.getByText('The latest cannot come before the ideal.').waitFor();
	await sheet.getByLabel('At the latest after … days').fill('60');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await page.getByText('1 month apart · 2 months at the latest').waitFor();
	await page.getByRole('button', { name: 'Move Inner down' }).click();
	await rows.nth(1).getByText('Inner').waitFor();
	await page.reload();
	await rows.nth(1).getByText('Inner').waitFor();
});

test('S18: a backlog is spread out by a fresh start, and Today is no longer full of it', async () => {
	const { page, phone } = now;
	await page.goto(phone.url);
	await page.getByRole('article').nth(4).waitFor();
	await page.goto(`${phone.url}/circles`);
	await page.getByText(/12 people would be due now/).waitFor();
	await page.getByRole('button', { name: 'Spread them out' }).click();
	await page.getByText(/Spread out until/).waitFor();
	await page.goto(phone.url);
	await page.getByRole('article').first().waitFor();
	await page.waitForFunction(() => document.querySelectorAll('main article').length === 1);
});

test('S18: no more people a week than one has room for', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/circles`);
	await page.getByLabel('People a week').fill('0');
	await page.getByText('Today speaks of 0 people a week at most.').waitFor();
	await page.goto(phone.url);
	await page.getByText('All caught up.').waitFor();
	await page.goto(`${phone.url}/circles`);
	await page.getByText('Today speaks of 0 people a week at most.').waitFor();
	await page.getByLabel('People a week').fill('');
	await page.getByText('No limit but the five cards a day.').waitFor();
	await page.goto(phone.url);
	await page.getByRole('article').first().waitFor();
});

test('S18: waiting on somebody and pausing silence the app, each with a way back', async () => {
	const { page, phone } = now;
	await page.goto(phone.url);
	await page.getByRole('article').first().getByRole('link').first().click();
	await page.getByRole('button', { name: 'It is their turn' }).waitFor();
	const theirs = page.url();
	await page.getByRole('button', { name: 'It is their turn' }).click();
	await page.getByText(/It is their turn; patience until/).waitFor();
	await page.getByRole('button', { name: 'They answered' }).click();
	await page.getByRole('button', { name: 'Pause' }).click();
	const sheet = page.getByRole('dialog', { name: /in peace/ });
	await sheet.getByLabel('Why').fill('Parental leave');
	await sheet.getByRole('button', { name: 'Pause' }).click();
	await page.getByText('Parental leave').first().waitFor();
	await page.goto(phone.url);
	await page.getByText('All caught up.').waitFor();
	await page.goto(theirs);
	await page.getByRole('button', { name: 'End the pause' }).click();
	await page.getByRole('button', { name: 'It is their turn' }).waitFor();
});
