/** Believable people, for pictures and for pages that have something on them. Nobody of them exists. */
import { newId, type Put } from './api.ts';

const day = 86_400_000;

interface Person {
	readonly name: string;
	readonly title: string;
	readonly organization: string;
	readonly email: string;
	readonly phone: string;
	readonly tags: readonly string[];
	readonly notes: readonly (readonly [daysAgo: number, text: string])[];
}

const people: readonly Person[] = [
	{
		name: 'Ana Müller',
		title: 'CFO',
		organization: 'Norte',
		email: 'ana@norte.example',
		phone: '+351 21 555 0142',
		tags: ['Lisbon', 'pricing'],
		notes: [
			[0, 'Lunch, 45 min, outside. She moves to Porto in May and the board wants one price list.'],
			[
				43,
				'Call. Sent her the churn study; she read it on the train and called back the same day.'
			],
			[81, 'Congratulated her on the new role. Her daughter starts school in September.'],
			[130, 'Met at the fair, with Raj. She asked what I would drop first. I had no answer yet.']
		]
	},
	{
		name: 'Raj Kapoor',
		title: 'Founder',
		organization: 'Kapoor & Lane',
		email: 'raj@kapoor.example',
		phone: '+44 20 7946 0018',
		tags: ['London'],
		notes: [[49, 'The Porto office opens in spring. He is torn about leaving Lisbon.']]
	},
	{
		name: 'Lena Torres',
		title: 'Head of Research',
		organization: 'Quince Labs',
		email: 'lena@quince.example',
		phone: '+34 91 555 0117',
		tags: ['Madrid', 'research'],
		notes: [
			[12, 'Needs a pricing expert for two days in January. Would share her panel data in return.']
		]
	},
	{
		name: 'Jonas Okafor',
		title: 'Author',
		organization: 'Independent',
		email: 'jonas@okafor.example',
		phone: '+49 30 555 0199',
		tags: ['Berlin', 'letters'],
		notes: [
			[20, 'The book is out. Chapter three changed how I open every meeting; tell him by letter.']
		]
	},
	{
		name: 'Mei Chen',
		title: 'Partner',
		organization: 'Harbour Street',
		email: 'mei@harbour.example',
		phone: '+852 5555 0108',
		tags: ['Hong Kong'],
		notes: [[33, 'Waiting for her answer until the end of the month. No nudge before that.']]
	},
	{
		name: 'Óscar Ibarra',
		title: 'Works council',
		organization: 'Ferro',
		email: 'oscar@ferro.example',
		phone: '+34 94 555 0163',
		tags: ['Bilbao'],
		notes: [[5, 'Asked me to explain the new bonus rules in plain words, without slides.']]
	}
];

/** All of it, with Ana’s id for pages of one person. */
export function seeds(now: Date): {
	readonly puts: readonly Put[];
	readonly ana: string;
	readonly note: string;
	readonly reminder: string;
	readonly promise: string;
	readonly opportunity: string;
	readonly introduction: string;
	readonly goal: string;
	readonly letter: string;
} {
	const puts: Put[] = [];
	const ids: string[] = [];
	const notes: string[] = [];
	for (const person of people) {
		const contact = newId();
		ids.push(contact);
		puts.push({ collection: 'contact', id: contact, fields: fieldsOf(person, now) });
		for (const [daysAgo, body] of person.notes) {
			const at = new Date(now.getTime() - daysAgo * day);
			const id = newId(at.getTime());
			notes.push(id);
			const fields = { at: dateOf(at), [`contacts/${contact}`]: true };
			puts.push({ collection: 'note', id, fields, text: { body } });
		}
	}
	const reminders = remindersOf(ids, now);
	const promises = promisesOf(ids, now);
	const exchanges = exchangesOf(ids, now);
	const captured = capturedWith(notes[0] ?? '', ids[0] ?? '', now);
	const needs = needsOf(ids, now);
	const about = [...captured, ...documentsOf(ids, now), ...lettersOf(ids, now)];
	const goals = goalsOf(ids, now);
	return {
		puts: [
			...[...puts, ...reminders, ...promises, ...exchanges, ...about],
			...[...needs.puts, ...goals]
		],
		ana: ids[0] ?? '',
		note: notes[0] ?? '',
		reminder: reminders[0]?.id ?? '',
		promise: promises[0]?.id ?? '',
		opportunity: needs.opportunity,
		introduction: needs.introduction,
		goal: goals[0]?.id ?? '',
		letter: about.find(({ collection }) => collection === 'letter')?.id ?? ''
	};
}

function fieldsOf({ name, title, organization, email, phone, tags }: Person, now: Date) {
	const birthday = dateOf(new Date(now.getTime() + 3 * day)).slice(4);
	return {
		fullName: name,
		title,
		organization,
		'emails/e1': { label: 'work', value: email, pos: 1 },
		'phones/p1': { label: 'mobile', value: phone, pos: 1 },
		stage: 'steady',
		...(name === 'Lena Torres'
			? { 'dates/d1': { kind: 'birthday', date: `-${birthday}`, leadDays: 7 } }
			: {}),
		...Object.fromEntries(tags.map((tag) => [`tags/${tag}`, true]))
	};
}

function documentsOf([ana]: readonly string[], now: Date): Put[] {
	const on = (days: number) => dateOf(new Date(now.getTime() + days * day));
	const list = { contact: ana, title: 'Price list 2027', url: 'https://docs.example/price-list' };
	const plan = { contact: ana, title: 'Porto plan', url: 'https://pads.example/p/porto-plan' };
	return [
		{ ...list, role: 'co-author', invitedOn: on(-9), openedOn: on(-1) },
		{ ...plan, role: 'commenter' }
	].map((fields) => ({ collection: 'document', id: newId(), fields }));
}

function remindersOf([ana, raj, , jonas]: readonly string[], now: Date): Put[] {
	const on = (days: number) => dateOf(new Date(now.getTime() + days * day));
	const zone = 'Europe/Lisbon';
	const list: readonly Readonly<Record<string, unknown>>[] = [
		{ title: 'Introduce her to Raj', at: on(0), contact: ana },
		{ title: 'Ask how the move is going', at: on(-1), contact: raj },
		{ title: 'Write to him, now that the book is out', at: on(2), contact: jonas },
		{ title: 'Ten minutes for the week', at: `${on(5)}T16:00`, every: { n: 1, unit: 'week' } },
		{ title: 'Renew the fair ticket', at: on(40), every: { n: 1, unit: 'year' } }
	];
	return list.map((fields) => ({
		collection: 'reminder',
		id: newId(),
		fields: { ...fields, zone, notify: true }
	}));
}

function promisesOf([ana, raj, lena, jonas, mei]: readonly string[], now: Date): Put[] {
	const on = (days: number) => dateOf(new Date(now.getTime() + days * day));
	const kept = (due: number) => ({ due: on(due), delivery: 'full', deliveredOn: on(due) });
	const list: readonly Readonly<Record<string, unknown>>[] = [
		{ by: 'me', text: 'Intro to Raj', contact: ana, due: on(0), inFull: 'both agreed first' },
		{ by: 'me', text: 'Feedback on the deck', contact: lena, due: on(3) },
		{ by: 'them', text: 'Price-list draft', contact: ana, due: on(-1) },
		{ by: 'them', text: 'Word from the board', contact: mei, due: on(20) },
		{
			by: 'me',
			text: 'Figures for the book',
			contact: jonas,
			...late(on(-160), on(-156), on(-150))
		},
		{ by: 'me', text: 'Call back about the fair', contact: mei, due: on(-70), delivery: 'not' },
		...[-200, -120, -90, -50, -30, -14].map((due) => ({
			by: 'me',
			text: 'Notes of our talk',
			contact: raj,
			...kept(due)
		}))
	];
	return list.map((fields) => ({ collection: 'promise', id: newId(), fields }));
}

function exchangesOf([ana, raj]: readonly string[], now: Date): Put[] {
	const on = (days: number) => dateOf(new Date(now.getTime() - days * day));
	const list: readonly (readonly [string | undefined, string, string, string, number, string])[] = [
		[ana, 'gave', 'insight', 'm', 43, 'The churn study'],
		[ana, 'gave', 'introduction', 'm', 120, 'Brought her together with Lena'],
		[ana, 'received', 'time', 'm', 60, 'An hour on the board paper'],
		[ana, 'gave', 'expertise', 's', 90, 'Read her price list'],
		[raj, 'received', 'introduction', 'l', 49, 'The Porto landlord']
	];
	return list.map(([contact, direction, kind, size, ago, text]) => ({
		collection: 'exchange',
		id: newId(),
		fields: { contact, direction, kind, size, text, on: on(ago) }
	}));
}

/** A letter to write, one that wants a stamp, and one on its way. */
function lettersOf([, raj, lena, jonas]: readonly string[], now: Date): Put[] {
	const on = (days: number) => dateOf(new Date(now.getTime() - days * day));
	const body =
		'Dear Jonas,\n\nyour book arrived on Tuesday and I read it on the train. Chapter three changed how I open every meeting.\nWhat I noticed: you never once told the reader what to think.\n\nWith admiration,';
	const letter = (
		fields: Readonly<Record<string, unknown>>,
		text: Readonly<Record<string, string>>,
		ago: number
	): Put => ({
		collection: 'letter',
		id: newId(now.getTime() - ago * day),
		fields,
		text
	});
	return [
		letter({ contact: jonas, reason: 'congratulation', state: 'idea' }, { body }, 4),
		letter({ contact: lena, reason: 'thanks', state: 'written', writtenOn: on(1) }, { body }, 6),
		letter({ contact: raj, reason: 'role', state: 'posted', postedOn: on(3) }, { body }, 8),
		{
			collection: 'contact',
			id: jonas ?? '',
			fields: {
				'addresses/home': {
					street: 'Oranienstraße 12',
					postalCode: '10999',
					locality: 'Berlin',
					country: 'Germany',
					confirmedOn: on(430),
					pos: 1
				}
			}
		}
	];
}

/** What a note holds besides its words: how they met, a question, something to know, an idea. */
function capturedWith(note: string, contact: string, now: Date): Put[] {
	const on = (days: number) => dateOf(new Date(now.getTime() + days * day));
	const [met, question, fact, idea] = [newId(), newId(), newId(), newId()];
	const meeting = { at: on(0), kind: 'met', minutes: 45, setting: 'outside' };
	const captured = Object.fromEntries(
		[`interaction.${met}`, `question.${question}`, `fact.${fact}`, `idea.${idea}`].map((name) => [
			`captured/${name}`,
			true
		])
	);
	return [
		{ collection: 'interaction', id: met, fields: { ...meeting, [`contacts/${contact}`]: true } },
		{
			collection: 'question',
			id: question,
			fields: { contact, text: 'How was the move to Porto?', askAfter: on(42) }
		},
		{
			collection: 'question',
			id: newId(),
			fields: { contact, text: 'What would make the new price list a success for you?' }
		},
		{
			collection: 'fact',
			id: fact,
			fields: { contact, text: 'Moves to Porto', date: on(180).slice(0, 7), heardIn: met }
		},
		{
			collection: 'fact',
			id: newId(),
			fields: { contact, text: 'Reads studies on the train', [`usedIn/${met}`]: true }
		},
		{
			collection: 'idea',
			id: idea,
			fields: { contact, text: 'Bundle the three offers', why: 'Her board wants one price list' }
		},
		{ collection: 'note', id: note, fields: captured }
	];
}

function needsOf([ana, raj, lena, jonas]: readonly string[], now: Date) {
	const on = (days: number) => dateOf(new Date(now.getTime() - days * day));
	const put = (collection: string, fields: Readonly<Record<string, unknown>>): Put => ({
		collection,
		id: newId(),
		fields
	});
	const need = (contact: string | undefined, text: string, ago: number, confidence = 'said') =>
		put('need', { contact, text, confidence, state: 'open', confirmedOn: on(ago) });
	const pricing = need(lena, 'a pricing expert for two days in January', 12);
	const opportunity = put('offer', {
		text: 'Two free stands at the pricing fair in May',
		kind: 'opportunity',
		state: 'open',
		[`told/${ana ?? ''}`]: { on: on(0) }
	});
	const introduction = put('introduction', { a: lena, b: raj, need: pricing.id, state: 'asked-a' });
	const puts = [
		pricing,
		need(ana, 'one price list that the board accepts', 0),
		need(jonas, 'readers for the second edition', 140, 'guess'),
		put('offer', {
			text: 'Two days of pricing work',
			kind: 'Expertise',
			onlyMe: true,
			why: 'ten years of price lists',
			perMonth: 2,
			state: 'open'
		}),
		put('offer', { contact: raj, text: 'A price list from his last company', state: 'open' }),
		opportunity,
		introduction
	];
	return { puts, opportunity: opportunity.id, introduction: introduction.id };
}

/** What they want together, and what was noted of them. */
function goalsOf([ana, raj, , jonas]: readonly string[], now: Date): Put[] {
	const on = (days: number) => dateOf(new Date(now.getTime() - days * day));
	const put = (collection: string, fields: Readonly<Record<string, unknown>>): Put => ({
		collection,
		id: newId(),
		fields
	});
	return [
		put('goal', {
			text: 'One price list that both boards sign',
			by: on(-200).slice(0, 7),
			state: 'open',
			[`contacts/${ana ?? ''}`]: true,
			[`contacts/${raj ?? ''}`]: true,
			'moved/m1': { text: 'The board asked for a draft', on: on(20) }
		}),
		put('goal', {
			text: 'A reading in Berlin for the new edition',
			state: 'reached',
			stateOn: on(40),
			[`contacts/${jonas ?? ''}`]: true
		}),
		put('assumption', { contact: ana, text: 'She decides by figures', on: on(60) }),
		put('feedback', {
			contact: ana,
			text: 'You answer before I have finished asking',
			on: on(43),
			willChange: 'Count to three'
		}),
		put('risk', {
			contact: ana,
			text: 'Told her that the old list was my mistake',
			on: on(90),
			outcome: 'She laughed, and showed me hers',
			outcomeOn: on(88)
		})
	];
}

function late(due: string, deliveredOn: string, madeGoodOn: string) {
	return { due, deliveredOn, madeGoodOn, delivery: 'full' };
}

function dateOf(at: Date): string {
	return at.toISOString().slice(0, 10);
}
