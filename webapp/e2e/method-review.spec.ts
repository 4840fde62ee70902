/** Reviews of the week and the quarter, goals, and what is noted of people and becomes something. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Locator, Page } from 'playwright-core';

import { signIn, synced } from './support/app.ts';
import { Device, phone } from './support/device.ts';
import { dayFrom, person, record, scene, touch, type Scene } from './support/method.ts';

const inner = record('circle', { name: 'Inner', idealDays: 30, latestDays: 45, pos: 0 });
const wide = record('circle', { name: 'Wide', idealDays: 180, latestDays: 270, pos: 1 });
const ana = person('Ana Müller', { circle: inner.id, title: 'CEO', organization: 'Norte' });
const raj = person('Raj Kapoor', { circle: inner.id });
const lena = person('Lena Torres', { circle: wide.id });
const jonas = person('Jonas Okafor', { circle: wide.id });
const mei = person('Mei Chen', { stage: 'ended' });
const oscar = person('Óscar Ibarra', { pausedUntil: dayFrom(60) });
const exchanges = [-5, -20, -40].map((day) =>
	record('exchange', { contact: raj.id, direction: 'gave', kind: 'idea', on: dayFrom(day) })
);

let now: Scene;

before(async () => {
	now = await scene([
		...[inner, wide, ana, raj, lena, jonas, mei, oscar, ...exchanges],
		record('role', { contact: ana.id, title: 'CFO', organization: 'Norte', until: dayFrom(-10) }),
		touch(ana.id, -2, { learned: 'She decides on the train' }, 'Lunch by the river.'),
		touch(ana.id, -12, { willChange: 'Send the summary the same day' }),
		touch(raj.id, -80),
		touch(lena.id, -20),
		touch(jonas.id, -30),
		record('promise', { by: 'me', contact: ana.id, text: 'Intro to Raj', due: dayFrom(3) }),
		record('promise', { by: 'them', contact: raj.id, text: 'Draft of the list', due: dayFrom(4) }),
		record('promise', {
			by: 'me',
			contact: lena.id,
			text: 'Call back',
			due: dayFrom(-9),
			delivery: 'not'
		}),
		record('need', { contact: ana.id, text: 'one price list', state: 'open' }),
		record('feedback', {
			contact: lena.id,
			text: 'You talk fast',
			on: dayFrom(-5),
			willChange: 'Breathe first'
		}),
		record('question', { text: 'How was the fair?' }),
		record('goal', { text: 'A joint fair stand', state: 'open', [`contacts/${raj.id}`]: true })
	]);
});

after(async () => {
	await now.end();
});

async function at(page: Page, heading: string): Promise<void> {
	await page.getByRole('heading', { level: 1, name: heading }).waitFor();
}

async function next(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Next', exact: true }).click();
}

/** Takes back what the last toast tells of. */
async function undo(page: Page): Promise<void> {
	await page.getByRole('button', { name: 'Undo' }).last().click();
}

function card(page: Page, name: string): Locator {
	return page.getByRole('article', { name });
}

/** Opens a person's page, and on it what is known of them. */
async function open(page: Page, id: string): Promise<void> {
	await page.goto(`${now.phone.url}/people/${id}`);
	await page.getByText('What you know of them').click();
}

test('S30: on the chosen day Today says in one line that the review is due, and it can be put off', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/review`);
	const today = new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'Europe/Lisbon' });
	await page.getByLabel('The day of the weekly review').selectOption(today.format(Date.now()));
	await card(page, 'The week').getByText('It is time').waitFor();
	await page.goto(phone.url);
	const line = page.getByRole('link', { name: 'Ten minutes for the week?' });
	await line.waitFor();
	await page.getByRole('button', { name: 'Not now' }).click();
	await line.waitFor({ state: 'detached' });
	await undo(page);
	await line.click();
	await at(page, 'The week');
});

test('S30: the weekly review goes on offline where a killed tab left it, with nothing lost', async () => {
	const { page, phone } = now;
	await phone.goOffline();
	await page.getByRole('button', { name: 'Begin' }).click();
	await at(page, 'What happened');
	await page.getByText('Lunch by the river.').waitFor();
	await next(page);

	await at(page, 'Promises');
	await page.getByText('The week · step 2 of 6').waitFor();
	await page.getByText('Draft of the list').waitFor();
	await page.getByRole('checkbox', { name: /Intro to Raj/ }).click();
	await page.getByRole('button', { name: /good.*Call back/i }).click();
	await page.getByRole('link', { name: /^Call back/ }).waitFor({ state: 'detached' });
	await next(page);

	await at(page, 'Long quiet');
	await page.getByRole('button', { name: 'Be in touch with Raj Kapoor next week' }).click();
	await page.getByText(/^Be in touch: /).waitFor();
	await page.reload();
	await at(page, 'Long quiet');
	await page.getByText(/^Be in touch: /).waitFor();
	await next(page);

	await at(page, 'Loose ends');
	await page.getByText('How was the fair?').waitFor();
	await page.getByRole('combobox', { name: 'Whom is it about?' }).fill('Jonas');
	await page.getByRole('option', { name: /Jonas Okafor/ }).click();
	await page.getByText('Everything you wrote down has its person and its day.').waitFor();
	await next(page);

	await at(page, 'What you learned');
	await page.getByText('She decides on the train').waitFor();
	await page.getByRole('checkbox', { name: 'Done: Send the summary the same day' }).click();
	await page.getByRole('checkbox', { name: 'Done: Breathe first' }).waitFor();
	await page.getByLabel('What did you learn?').fill('To ask before I advise');
	await page.getByLabel('What will you change?').fill('Fewer words');
	await next(page);
	await at(page, 'Next week');
	await page.getByRole('button', { name: 'Back', exact: true }).click();
	await at(page, 'What you learned');
	await page.reload();
	await at(page, 'What you learned');
	assert.equal(await page.getByLabel('What did you learn?').inputValue(), 'To ask before I advise');
	assert.ok(
		await page.getByRole('checkbox', { name: 'Done: Send the summary the same day' }).isChecked()
	);
	await next(page);

	await at(page, 'Next week');
	await page.getByText('There is room for 5 people. Who are they?').waitFor();
	await page.getByRole('combobox', { name: 'Somebody else' }).fill('Lena');
	await page.getByRole('option', { name: /Lena Torres/ }).click();
	await page
		.getByText(/^Be in touch: /)
		.nth(1)
		.waitFor();
	await page.getByRole('button', { name: 'Finish' }).click();

	await at(page, 'That was the week.');
	await page.getByText('Learned: To ask before I advise').waitFor();
	await page.getByText(/^The next one is on /).waitFor();
	await phone.goOnline();
	await page.goto(phone.url);
	await synced(page);
});

test('S30: what was decided is there on a second device', async () => {
	const other = await Device.fresh(now.server, phone);
	try {
		const page = await signIn(other, 'ada@example.org');
		await synced(page);
		await page.goto(`${other.url}/review`);
		await page.getByText(/^The week · /).click();
		await page.getByText('Learned: To ask before I advise').waitFor();
		await page.getByText('To change: Fewer words').waitFor();
		await page
			.getByText('Next week: Raj Kapoor and Lena Torres')
			.or(page.getByText('Next week: Lena Torres and Raj Kapoor'))
			.waitFor();
		await page.goto(`${other.url}/reminders`);
		await page.getByText('Be in touch with Raj Kapoor').waitFor();
	} finally {
		await other.discard();
	}
});

test('S30: the quarterly review deals the inner circle first, and each decision holds at once and can be undone', async () => {
	const { page, phone } = now;
	await phone.goOffline();
	await page.goto(`${phone.url}/review/quarter`);
	await page.getByRole('button', { name: 'Begin' }).click();
	await at(page, 'Your people');
	const first = card(page, 'Ana Müller');
	await first.getByText('No longer CFO, Norte. What changes between you?').waitFor();
	await first.getByText('one price list').waitFor();
	await first.getByText('Inner').waitFor();

	await first.getByRole('button', { name: 'Change circle' }).click();
	await first.getByRole('button', { name: 'Wide' }).click();
	await card(page, 'Raj Kapoor').waitFor();
	await undo(page);
	await first.getByText('Inner').waitFor();
	await first.getByRole('button', { name: 'New aim' }).click();
	await first.getByLabel('What you want together now').fill('One list for both boards');
	await first.getByRole('button', { name: 'Keep the aim' }).click();

	const second = card(page, 'Raj Kapoor');
	await second.getByText('A joint fair stand').waitFor();
	await page
		.getByText('Would it go on if you never won by it?')
		.or(page.getByRole('heading', { name: /never/ }))
		.first()
		.waitFor();
	await second.getByRole('button', { name: 'Change circle' }).click();
	await second.getByRole('button', { name: 'Wide' }).click();

	await card(page, 'Jonas Okafor').waitFor();
	await page.reload();
	await card(page, 'Jonas Okafor').waitFor();
	await page.keyboard.press('1');
	await card(page, 'Lena Torres').getByRole('button', { name: 'Wind down' }).click();
	await page.getByText('You have gone through them all.').waitFor();
	await page.getByRole('link', { name: 'Wind down with Lena Torres' }).waitFor();
});

test('S30: nobody who is paused or gone is asked about, but they can be taken up again', async () => {
	const { page } = now;
	await page.getByText('Is there somebody to take up again?').click();
	await page.getByRole('button', { name: 'Take up again: Mei Chen' }).click();
	await page.getByText('Mei Chen is back, with everything that was').waitFor();
	await card(page, 'Mei Chen').waitFor();
	await undo(page);
	await page.getByText('You have gone through them all.').waitFor();
});

test('S30: three new people, one risk, goals looked at, and that was the quarter', async () => {
	const { page, phone } = now;
	await next(page);
	await at(page, 'Three new people');
	for (const name of ['Nia Park', 'Tom Reyes', 'Zoe Wirth']) {
		await page.getByLabel('Whom would you like to know?').fill(name);
		await page.getByRole('button', { name: 'Add them' }).click();
		await page.getByRole('link', { name }).waitFor();
	}
	await page.getByText('Three. That is plenty for a quarter.').waitFor();
	await undo(page);
	await page.getByLabel('Whom would you like to know?').fill('Zoe Wirth');
	await page.getByRole('button', { name: 'Add them' }).click();
	await next(page);

	await at(page, 'One risk');
	await page.getByLabel('What will you dare?').fill('Ask Raj for his honest view');
	await page.getByRole('combobox', { name: 'With whom?' }).fill('Raj');
	await page.getByRole('option', { name: /Raj Kapoor/ }).click();
	await page.getByRole('button', { name: 'Keep the risk' }).click();
	await page.getByText('with Raj Kapoor').waitFor();
	await next(page);

	await at(page, 'Your goals');
	await card(page, '')
		.filter({ hasText: 'One list for both boards' })
		.getByRole('button', { name: 'Still so' })
		.click();
	const stand = page.getByRole('article').filter({ hasText: 'A joint fair stand' });
	await stand.getByRole('button', { name: 'It has changed' }).click();
	await stand.getByLabel('What it is now').fill('A joint talk at the fair');
	await stand.getByRole('button', { name: 'Keep the new goal' }).click();
	await page.getByText('A joint talk at the fair').waitFor();
	await page.getByRole('button', { name: 'Finish' }).click();

	await at(page, 'That was the quarter.');
	await page.getByText('To say goodbye to: Lena Torres').waitFor();
	await page.getByText('One risk: Ask Raj for his honest view').waitFor();
	await page.getByText(/^New: .*Zoe Wirth/).waitFor();
	await phone.goOnline();
	await page.goto(phone.url);
	await synced(page);
});

test('S30: what the quarter decided is there on a second device: the circle, the end that has begun, the new people', async () => {
	const other = await Device.fresh(now.server, phone);
	try {
		const page = await signIn(other, 'ada@example.org');
		await synced(page);
		await page.goto(`${other.url}/people/${raj.id}`);
		await page.getByText(/Wide/).first().waitFor();
		await page.getByRole('link', { name: /A joint talk at the fair/ }).waitFor();
		await page.getByText('What you know of them').click();
		await page.getByText('Ask Raj for his honest view').waitFor();
		await page.goto(`${other.url}/people/${lena.id}`);
		await page
			.getByText(/^Winding down/)
			.first()
			.waitFor();
		await page.goto(`${other.url}/people`);
		await page.getByText('Zoe Wirth').waitFor();
	} finally {
		await other.discard();
	}
});

test('S29: a goal is shared on the pages of all who share it, moves, and is reached', async () => {
	const { page, phone } = now;
	await page.goto(`${phone.url}/people/${ana.id}`);
	await page.getByRole('button', { name: 'Add a shared goal' }).click();
	const sheet = page.getByRole('dialog', { name: 'New goal' });
	await sheet.getByLabel('What you want to reach together').fill('A shared study by summer');
	await sheet.getByLabel('Month').selectOption('June');
	await sheet.getByLabel('Year').fill('2027');
	await sheet.getByRole('combobox', { name: 'Who else shares it' }).fill('Jonas');
	await sheet.getByRole('option', { name: /Jonas Okafor/ }).click();
	await sheet.getByRole('button', { name: 'Save' }).click();
	const link = page.getByRole('link', { name: /A shared study by summer/ });
	await link.getByText('by June 2027 · with Jonas Okafor').waitFor();
	await page.goto(`${phone.url}/people/${jonas.id}`);
	await link.getByText('by June 2027 · with Ana Müller').click();
	await at(page, 'A shared study by summer');
	await page.getByLabel('What moved it?').fill('The data are there');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await page.getByText('The data are there').waitFor();
	await page.getByRole('button', { name: 'Reached' }).click();
	await page.getByRole('button', { name: 'Open again' }).waitFor();
	await page.goto(`${phone.url}/goals`);
	await page
		.getByRole('link', { name: /A shared study by summer/ })
		.getByText(/^Reached on/)
		.waitFor();
});

test('S29: a risk that was taken says what became of it', async () => {
	const { page } = now;
	await open(page, raj.id);
	const row = page.getByRole('listitem').filter({ hasText: 'Ask Raj for his honest view' });
	await row.getByRole('button', { name: 'What became of it?' }).click();
	const sheet = page.getByRole('dialog', { name: 'Risk' });
	await sheet.getByLabel('What became of it').fill('He told me, and stayed for dinner');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await row.getByText('He told me, and stayed for dinner').waitFor();
});

test('S19: what is assumed is written down, and turns out so or not', async () => {
	const { page } = now;
	await open(page, jonas.id);
	await page.getByLabel('I assume that …').fill('He likes long letters');
	await page.locator('form').getByRole('button', { name: 'Add', exact: true }).click();
	const row = page.getByRole('listitem').filter({ hasText: 'He likes long letters' });
	await row.getByRole('button', { name: 'I was wrong' }).click();
	await row.getByRole('button', { name: 'It was so' }).waitFor({ state: 'detached' });
	await row.getByText('I was wrong').waitFor();
	await undo(page);
	await row.getByRole('button', { name: 'It was so' }).waitFor();
});

test('S11: feedback to me says what I will change, and what became of it', async () => {
	const { page } = now;
	await open(page, jonas.id);
	await page.getByText('Feedback', { exact: true }).click();
	await page.getByLabel('They told me …').fill('You answer too fast');
	await page.locator('form').getByRole('button', { name: 'Add', exact: true }).click();
	// It stands in the timeline, too, which is in order.
	const row = page.locator('ul > li').filter({ hasText: 'You answer too fast' });
	await row.getByRole('button', { name: 'What became of it?' }).click();
	const sheet = page.getByRole('dialog', { name: 'Feedback' });
	await sheet.getByLabel('What I will change').fill('Count to three');
	await sheet.getByRole('button', { name: 'Save' }).click();
	await row.getByText('What I will change: Count to three').waitFor();
	const changed = row.getByRole('button', { name: 'I changed it' });
	await changed.click();
	await changed.waitFor({ state: 'detached' });
	await row.getByText('I changed it').waitFor();
});
