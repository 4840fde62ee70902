/** The insights: each picture says what a person would count by hand from the same records, with the network off. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { newId } from './support/api.ts';
import { dayFrom, person, record, scene, touch, type Scene } from './support/method.ts';

const settingId = '00000000-0000-7000-8000-000000000001';
const long = (days: number) => newId(Date.now() - days * 86_400_000);

const close = record('circle', { name: 'Close', idealDays: 30, latestDays: 45, pos: 0 });
const wider = record('circle', { name: 'Wider', idealDays: 90, latestDays: 120, pos: 1 });
const ana = person('Ana', { circle: close.id });
const raj = person('Raj', { circle: close.id });
const lena = person('Lena', { circle: close.id });
const kofi = person('Kofi', { circle: close.id, pausedUntil: dayFrom(30) });
const mei = person('Mei', { circle: close.id, stage: 'ended' });
const jonas = person('Jonas', { circle: wider.id });
const ida = person('Ida', { cadenceDays: 10, latestDays: 20 });
const zoe = person('Zoe');
const call = record('promise', {
	by: 'me',
	text: 'Call back about the fair',
	contact: raj.id,
	due: dayFrom(-70),
	delivery: 'not'
});

let set: Scene | undefined;

before(async () => {
	set = await scene([
		close,
		wider,
		...[ana, raj, lena, kofi, mei, jonas, ida, zoe],
		record('setting', { touchesPerWeek: 4 }, {}, settingId),
		touch(ana.id, -3, { setting: 'outside', minutes: 90 }),
		touch(ana.id, 0),
		record('note', { at: dayFrom(0), [`contacts/${zoe.id}`]: true }, { body: 'Met at the door.' }),
		touch(raj.id, -35, { setting: 'work', minutes: 60 }),
		touch(lena.id, -50, {
			setting: 'outside',
			minutes: 120,
			[`contacts/${jonas.id}`]: true,
			[`contacts/${zoe.id}`]: true
		}),
		touch(kofi.id, -200),
		touch(ida.id, -15),
		touch(mei.id, -300),
		touch(raj.id, 5, { planned: true, setting: 'outside', minutes: 60 }),
		...[-200, -100].map((due) => kept('me', due)),
		kept('them', -40),
		kept('me', -400),
		record('promise', {
			by: 'me',
			text: 'Figures for the book',
			contact: jonas.id,
			due: dayFrom(-160),
			delivery: 'full',
			deliveredOn: dayFrom(-156),
			madeGoodOn: dayFrom(-150)
		}),
		call,
		need(ana.id, 'A price list', 'said', 'open'),
		need(raj.id, 'An office', 'said', 'met'),
		need(lena.id, 'A holiday', 'guess', 'gone'),
		record('need', {
			contact: jonas.id,
			text: 'Readers for the second edition',
			confidence: 'guess',
			state: 'open',
			confirmedOn: dayFrom(-140)
		}),
		record('need', { askedOf: ana.id, text: 'A quote', state: 'open' }),
		record('exchange', { contact: raj.id, direction: 'received', kind: 'time', on: dayFrom(-60) }),
		record('introduction', {
			a: lena.id,
			b: raj.id,
			state: 'closed',
			outcome: 'good',
			thanked: true
		}),
		record('introduction', { a: ana.id, b: jonas.id, state: 'asked-a' }),
		record('introduction', { a: ida.id, b: zoe.id, state: 'declined' }),
		record('fact', { contact: ana.id, text: 'Rows', [`usedIn/${newId()}`]: true }, {}, long(100)),
		record('fact', { contact: ana.id, text: 'Has a cat' }, {}, long(90)),
		record('fact', { contact: raj.id, text: 'Plays chess' }, {}, long(80)),
		record('fact', { contact: raj.id, text: 'Sleeps badly' }),
		question('How was the move?', -10, { answer: 'Wet' }),
		question('Did the board agree?', -5),
		question('How is school?', 10),
		record('letter', { contact: ana.id, state: 'posted', postedOn: dayFrom(-20) }),
		record('letter', { contact: raj.id, state: 'arrived', postedOn: dayFrom(-100) }),
		record('letter', { contact: lena.id, state: 'idea' })
	]);
	await set.phone.goOffline();
});

after(async () => {
	await set?.end();
});

test('S18: each circle shows who is in touch, and the weeks stand against the room one has', async () => {
	const page = await open();
	await page
		.getByText('With 2 of 5 people you are in touch as often as you meant to be.')
		.waitFor();
	await page
		.getByRole('img', {
			name:
				'Circle by circle. Close: 1 in touch · 1 resting · 1 past the ideal · 1 past the latest; ' +
				'Wider: 1 in touch; A cadence of their own: 1 past the ideal.'
		})
		.waitFor();
	const late = page.getByRole('article', { name: 'Circle by circle' }).getByRole('listitem');
	assert.deepEqual(await late.allInnerTexts(), ['Lena\nClose']);
	const weeks = page.getByRole('article', { name: 'Week by week' });
	await weeks
		.getByText('2 people this week so far, 3 in the fullest week. You keep room for 4 a week.')
		.waitFor();
	assert.equal((await rowsOf('Week by week')).length, 12);
	await weeks.getByText('12 months').click();
	const counts = (await rowsOf('Week by week')).map(([, words = '']) => Number.parseInt(words));
	assert.equal(counts.length, 52);
	// Ana twice and Zoe; Ida; Raj; Lena with Jonas and Zoe; Kofi; Mei. Monday decides whether Ana was in one week or two.
	const sum = counts.reduce((all, count) => all + count, 0);
	assert.ok([9, 10].includes(sum), String(sum));
	await late.getByRole('link').click();
	await page.getByRole('heading', { name: 'Lena' }).waitFor();
});

test('S21: promises stand in the order of the calendar, mine and theirs', async () => {
	const page = await open();
	const mine = page.getByRole('article', { name: 'What you promised' });
	await mine.getByText('2 of 4 in full on the day named first, 2 not.').waitFor();
	await page.getByText('The one that came due was there in full on the day named first.').waitFor();
	const told = (await rowsOf('What you promised'))
		.map(([, words]) => words)
		.filter((words) => words !== 'none');
	const whole = told.join(' · ');
	assert.deepEqual(
		['kept', 'missed, made good', 'missed'].map(
			(what) => whole.match(new RegExp(`\\d+ ${what}(?: ·|$)`, 'g'))?.length
		),
		[2, 1, 1]
	);
});

test('S22: misses are sentences that lead to where they are made good, and there is no percentage', async () => {
	const page = await open();
	const mine = page.getByRole('article', { name: 'What you promised' });
	const misses = mine.getByRole('listitem').filter({ has: page.getByRole('link') });
	assert.equal(await misses.count(), 2);
	await misses
		.filter({ hasText: 'Figures for the book' })
		.getByText(/4 days late, in full · made good/)
		.waitFor();
	assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /%/);
	await misses.filter({ hasText: 'Made good?' }).getByRole('link').click();
	await page.getByRole('heading', { name: 'Call back about the fair' }).waitFor();
	await page.getByRole('button', { name: 'Make good' }).click();
	await page.getByText('Made good: Call back about the fair').waitFor();
	await open();
	await misses
		.filter({ hasText: 'Call back about the fair' })
		.getByText(/not done · made good/)
		.waitFor();
	assert.equal(await mine.getByText('Made good?').count(), 0);
});

test('S02: needs that were heard are told by what came of them, and old ones are asked about again', async () => {
	const page = await open();
	await page.getByText('Of 4 you heard or guessed, 1 met, 1 no longer, 2 open.').waitFor();
	await page
		.getByRole('img', {
			name: 'What they need. They said so: 1 met · 1 open; You guess so: 1 open · 1 no longer.'
		})
		.waitFor();
	const card = page.getByRole('article', { name: 'What they need' });
	assert.deepEqual(await card.getByRole('listitem').allInnerTexts(), [
		'Readers for the second edition\nJonas'
	]);
});

test('S14: what came up again is told in words', async () => {
	const page = await open();
	await page.getByText('1 of 3 things you heard came up again.').waitFor();
});

test('S07: of the questions whose day came, those that wait are a tap away', async () => {
	const page = await open();
	await page.getByText('1 of 2 questions whose day had come were asked.').waitFor();
	const card = page.getByRole('article', { name: 'Followed up' });
	await card.getByRole('link', { name: /Did the board agree\?/ }).click();
	await page.getByRole('heading', { name: 'Raj' }).waitFor();
});

test('S03: introductions are told by how far they came', async () => {
	const page = await open();
	await page.getByText('1 introduced, 1 on the way, 1 declined.').waitFor();
	await page.getByRole('link', { name: /Ana and Jonas/ }).waitFor();
});

test('S12: who asked and who helped is added up over everybody', async () => {
	const page = await open();
	await page.getByText('Asking: you once, they 2 times. Helping: you never, they once.').waitFor();
});

test('S13: hours outside of work stand in their months', async () => {
	const page = await open();
	await page
		.getByText('3.5 hours outside of work in twelve months, of 4.5 hours together.')
		.waitFor();
});

test('S09: letters that were posted stand in their months', async () => {
	const page = await open();
	await page.getByText('2 letters in twelve months went by post.').waitFor();
	const told = (await rowsOf('Letters posted')).filter(([, words]) => words !== 'none');
	assert.ok(told.length >= 1 && told.length <= 2);
});

test('S24: the year is a sentence about what was done for people', async () => {
	const page = await open();
	await page
		.getByText(
			'In twelve months you kept 2 promises on the day and in full, came back to 1 thing you had heard, ' +
				'brought two people together, spent 3.5 hours with others outside of work and posted 2 letters.'
		)
		.waitFor();
});

for (const [number, kind, text, says, missing] of [
	['S25', 'Insight', 'What I saw in their numbers', 'Insight once', 'Expertise'],
	['S26', 'Opportunity', 'A stand at the fair', 'Insight once and Opportunity once', 'Expertise'],
	[
		'S27',
		'Tailored idea',
		'Bundle the three offers',
		'Insight once, Opportunity once and Tailored idea once',
		'Expertise'
	],
	[
		'S24',
		'Expertise',
		'Read the price list',
		'Expertise once, Insight once, Opportunity once and Tailored idea once',
		'Priority'
	]
] as const) {
	test(`${number}: a give of the kind ${kind} joins the mix, and the kind that is missing is named`, async () => {
		const { page, phone } = stage();
		await page.goto(`${phone.url}/people/${ana.id}/exchange`);
		await page.getByRole('button', { name: 'Write it down' }).first().click();
		const sheet = page.getByRole('dialog', { name: 'Write it down' });
		await sheet.getByRole('radio', { name: 'I gave' }).check({ force: true });
		await sheet.getByRole('textbox').first().fill(text);
		await sheet.getByLabel('What kind?').selectOption({ label: kind });
		await sheet.getByRole('button', { name: 'Save' }).click();
		await page.getByText('Saved on this device').first().waitFor();
		await open();
		const card = page.getByRole('article', { name: 'What you brought' });
		await card.getByText(`by the five kinds: ${says}.`).waitFor();
		await card.getByText(`Never yet in this year: ${missing}.`).waitFor();
	});
}

test('each picture says in one tap how it is counted, and nothing of it needed the network', async () => {
	const page = await open();
	const buttons = page.getByRole('button', { name: /^How is this counted\?/ });
	await page.getByRole('article', { name: 'Letters posted' }).waitFor();
	assert.equal(await buttons.count(), 12);
	for (const button of await buttons.all()) {
		const rule = page.locator(`[id="${(await button.getAttribute('aria-controls')) ?? ''}"]`);
		assert.equal(await rule.isVisible(), false);
		await button.click();
		await rule.waitFor({ state: 'visible' });
		assert.ok(((await rule.locator('p').textContent()) ?? '').length > 40);
	}
	assert.deepEqual(
		stage().phone.complaints.filter((line) => !/ERR_|Failed to fetch/.test(line)),
		[]
	);
});

test('the way to the insights is behind More on a phone', async () => {
	const { page, phone } = stage();
	await page.goto(`${phone.url}/more`);
	await page
		.getByRole('link', { name: /Insights/ })
		.filter({ visible: true })
		.click();
	await page.getByRole('heading', { level: 1, name: 'Insights' }).waitFor();
});

function stage(): Scene {
	if (set === undefined) throw new Error('no scene');
	return set;
}

/** Opens the insights and waits for all of their pictures. */
async function open() {
	const { page, phone } = stage();
	await page.goto(`${phone.url}/insights`);
	await page.getByRole('article', { name: 'Letters posted' }).waitFor();
	await page.getByRole('article', { name: 'Circle by circle' }).waitFor();
	return page;
}

/** The same as a picture in words: its lines, each with its label and what it says. */
async function rowsOf(title: string): Promise<readonly (readonly string[])[]> {
	const card = stage().page.getByRole('article', { name: title, exact: true });
	const rows = await card.locator('table tr').all();
	return Promise.all(
		rows.map(async (row) => [
			(await row.locator('th').textContent()) ?? '',
			(await row.locator('td').textContent()) ?? ''
		])
	);
}

function kept(by: 'me' | 'them', due: number) {
	const day = dayFrom(due);
	const fields = { by, text: 'Notes of our talk', contact: raj.id, due: day };
	return record('promise', { ...fields, delivery: 'full', deliveredOn: day });
}

function need(contact: string, text: string, confidence: string, state: string) {
	return record('need', { contact, text, confidence, state });
}

function question(text: string, days: number, fields = {}) {
	return record('question', { contact: raj.id, text, askAfter: dayFrom(days), ...fields });
}
