/** Today and time together: who it is time for, who is left in peace, and what was when we met. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { dayFrom, person, record, scene, touch, type Scene } from './support/method.ts';
import { until } from './support/until.ts';

const circle = record('circle', { name: 'Close', idealDays: 30, latestDays: 45, pos: 0 });
const close = { circle: circle.id };
const raj = person('Raj Kapoor', close);
const mei = person('Mei Chen', { ...close, waitingSince: dayFrom(-2) });
const jonas = person('Jonas Okafor', { ...close, stage: 'ended' });
const lena = person('Lena Torres', { ...close, pausedUntil: dayFrom(20) });
const ana = person('Ana Müller', { title: 'CFO', organization: 'Norte' });
const past = record(
	'interaction',
	{ at: dayFrom(-1), kind: 'met', planned: true, [`contacts/${ana.id}`]: true },
	{ body: 'Lunch' }
);

let now: Scene;

before(async () => {
	const everybody = [raj, mei, jonas, lena];
	const touches = everybody.map(({ id }) => touch(id, -49));
	now = await scene([circle, ...everybody, ana, ...touches, past]);
});

after(async () => {
	await now.end();
});

test('S18: Today asks for whom it is time, and leaves in peace who waits, is paused or has ended', async () => {
	const { page } = now;
	await page.getByRole('article', { name: 'Raj Kapoor' }).waitFor();
	await page.getByText('Last in touch 7 weeks ago · you aim for 1 month').waitFor();
	for (const name of ['Mei Chen', 'Jonas Okafor', 'Lena Torres']) {
		assert.equal(await page.getByRole('article', { name }).count(), 0, name);
	}
});

test('what stood on Today stands there at once at the next start, until it is reckoned anew', async () => {
	const { phone } = now;
	const context = await phone.context();
	// Told apart from what is reckoned: nobody else writes such a thing.
	const changed = async () => ((await now.page.evaluate(rewrite)) ? true : undefined);
	await until('Today remembered', changed, 10_000);
	const page = await context.newPage();
	await page.addInitScript(() => {
		const seen = new Set<string>();
		Object.assign(window, { seen });
		const look = () => seen.add(document.querySelector('.cards')?.textContent ?? '');
		new MutationObserver(look).observe(document, { subtree: true, childList: true });
	});
	await page.goto(phone.url);
	await page.getByText('You met yesterday').waitFor();
	await page.getByText('as it was').waitFor({ state: 'detached' });
	const seen = await page.evaluate(() => [...(window as unknown as { seen: Set<string> }).seen]);
	assert.ok(seen.some((text) => text.includes('as it was')));
	await page.close();
});

/** Runs in the page: has what is remembered of Today say something of its own; false if nothing is yet. */
async function rewrite(): Promise<boolean> {
	const done = (request: IDBRequest) => new Promise((resolve) => (request.onsuccess = resolve));
	const names = (await indexedDB.databases()).map(({ name = '' }) => name);
	const opening = indexedDB.open(names.find((name) => name.startsWith('tend:')) ?? '');
	await done(opening);
	const store = opening.result.transaction('derived', 'readwrite').objectStore('derived');
	const found = store.get('answer/today') as IDBRequest<
		{ answer: { detailed: { said?: string }[] } } | undefined
	>;
	await done(found);
	const [first] = found.result?.answer.detailed ?? [];
	if (first !== undefined) {
		first.said = 'as it was';
		await done(store.put(found.result, 'answer/today'));
	}
	opening.result.close();
	return first !== undefined;
}

test('S18: passed over, they rest for some days, on this device and after a reload; undo brings them back', async () => {
	const { page, phone } = now;
	await phone.goOffline();
	const card = page.getByRole('article', { name: 'Raj Kapoor' });
	await card.getByRole('button', { name: 'Skip' }).click();
	await page.getByText('Skipped').waitFor();
	await card.waitFor({ state: 'detached' });
	await page.getByRole('button', { name: 'Undo' }).click();
	await card.waitFor();
	await card.getByRole('button', { name: 'Later' }).click();
	await page.getByRole('button', { name: /week/ }).click();
	await card.waitFor({ state: 'detached' });
	await page.reload();
	await page.getByRole('article', { name: 'Ana Müller' }).waitFor();
	assert.equal(await card.count(), 0);
	await phone.goOnline();
});

test('S13: after a meeting Today asks how it was; its hours outside of work count', async () => {
	const { page } = now;
	const card = page.getByRole('article', { name: 'Ana Müller' });
	await card.getByText('You met yesterday').waitFor();
	await card.getByRole('link', { name: 'How was it?' }).click();
	const sheet = page.getByRole('dialog', { name: 'With Ana Müller' });
	await sheet.getByLabel('Where').selectOption('outside');
	await sheet.getByLabel('Minutes').fill('90');
	await sheet.getByLabel('What was it about?').fill('She told me about Porto.');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await page.getByText('1.5 hours outside of work in the last year').waitFor();
	await page.getByText('She told me about Porto.').first().waitFor();
});

test('S13: a meeting that is planned is next together, and Today prepares for it', async () => {
	const { page, phone } = now;
	await page.getByRole('button', { name: 'Plan a meeting' }).click();
	const sheet = page.getByRole('dialog', { name: 'Meet Ana Müller' });
	await sheet.getByLabel('Day').fill(dayFrom(1));
	await sheet.getByLabel('Time', { exact: true }).fill('13:00');
	await sheet.getByLabel('What you hope for').fill('A walk by the river');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await page.getByText('Next together').waitFor();
	await page.goto(phone.url);
	const card = page.getByRole('article', { name: 'Ana Müller' });
	await card.getByText('You meet tomorrow, 13:00').waitFor();
	await card.getByRole('link', { name: 'Read the brief' }).click();
	await page.getByText(/A walk by the river/).waitFor();
});

test('S30: somebody with a new role is looked at afresh, and what they did before is kept', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/people/${ana.id}/edit`);
	await page.getByLabel('What they do', { exact: true }).fill('CEO');
	await page.getByRole('button', { name: 'Save' }).first().click();
	await page.waitForURL(/people\/[0-9a-f-]{36}$/);
	await page.getByText('What you know of them').click();
	await page.getByText('CFO, Norte').waitFor();
	await page.goto(phone.url);
	await page.getByText('No longer CFO, Norte. What changes between you?').waitFor();
});

test('S18: several things about one person are one card, and the others a quiet line', async () => {
	const { page } = now;
	const card = page.getByRole('article', { name: 'Ana Müller' });
	await card
		.locator('.who')
		.getByText(/No longer CFO, Norte/)
		.waitFor();
	assert.equal(await card.count(), 1);
	const line = card.locator('p', { hasText: 'Also:' });
	await line.getByRole('link', { name: 'You meet tomorrow, 13:00' }).waitFor();
	assert.equal(await card.locator('.button.primary').count(), 1);
});

test('S18: when everything is answered, Today says so', async () => {
	const { page } = now;
	const cards = page
		.getByRole('article')
		.filter({ has: page.getByRole('button', { name: 'Skip' }) });
	while ((await cards.count()) > 0) {
		const why = await cards.first().locator('.who').innerText();
		await cards.first().getByRole('button', { name: 'Skip' }).click();
		// The card goes, or something else about the same person takes its place.
		await page.waitForFunction(
			(gone) =>
				[...document.querySelectorAll<HTMLElement>('main article .who')].every(
					(who) => who.innerText !== gone
				),
			why
		);
	}
	await page.getByText('All caught up.').waitFor();
});
