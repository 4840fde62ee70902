import { expect, test } from 'vitest';

import { readNotice } from './notice.ts';

const origin = 'https://tend.example';
const fallback = { title: 'Something is due', body: 'Open Tend to see what is due.' };

/** As the server writes it (internal/push). */
const message = {
	web_push: 8030,
	notification: {
		title: 'Call Ana',
		body: 'Due at 14:00',
		navigate: 'https://tend.example/reminders/r1?occurrence=2026-11-21',
		lang: 'en',
		dir: 'auto',
		tag: 'reminder:r1:2026-11-21',
		data: { kind: 'reminder', reminderId: 'r1', occurrence: '2026-11-21', spaceId: 's1' },
		actions: [
			{ action: 'done', title: 'Done', navigate: 'https://tend.example/' },
			{ action: 'snooze', title: 'Snooze', navigate: 'https://tend.example/' }
		],
		app_badge: '3'
	},
	app_badge: 3
};

const read = (said: unknown) => readNotice(JSON.stringify(said), origin, fallback);

test('a declarative message is shown as Safari would show it', () => {
	expect(read(message)).toEqual({
		title: 'Call Ana',
		body: 'Due at 14:00',
		lang: 'en',
		dir: 'auto',
		tag: 'reminder:r1:2026-11-21',
		path: '/reminders/r1?occurrence=2026-11-21',
		data: { kind: 'reminder', reminderId: 'r1', occurrence: '2026-11-21', spaceId: 's1' },
		actions: [
			{ action: 'done', title: 'Done' },
			{ action: 'snooze', title: 'Snooze' }
		],
		badge: 3
	});
});

test.each([
	undefined,
	'',
	'not JSON',
	'null',
	'7',
	'[]',
	'{}',
	'{"notification":7}',
	'{"notification":{"title":7}}'
])('something is shown for %j too, and it opens the start', (text) => {
	expect(readNotice(text, origin, fallback)).toMatchObject({
		...fallback,
		path: '/',
		data: {},
		actions: []
	});
});

test.each([
	'https://evil.example/reminders/r1',
	'javascript:alert(1)',
	'//evil.example',
	'https://tend.example/api/v1/auth/sign-out'
])('a press never leads to %s', (navigate) => {
	const notification = { ...message.notification, navigate };
	expect(read({ ...message, notification }).path).toBe('/');
});

test('a server that has another name too is opened by the one it is known by here', () => {
	const path = '/reminders/r1?occurrence=2026-11-21';
	const navigate = `https://other.example${path}`;
	const notice = read({
		notification: {
			...message.notification,
			navigate,
			data: { ...message.notification.data, path }
		}
	});
	expect(notice.path).toBe(path);
	expect(notice.data).toEqual(message.notification.data);
});

test.each(['https://evil.example/', '//evil.example', '/api/v1/auth/sign-out'])(
	'a press never leads to %s, said as a path',
	(path) => {
		expect(read({ notification: { ...message.notification, data: { path } } }).path).toBe('/');
	}
);

test('no more than two buttons, and a badge that is a number', () => {
	const [action] = message.notification.actions;
	const notification = { ...message.notification, actions: [action, action, action, 7] };
	const notice = read({ notification, app_badge: 'many' });
	expect(notice.actions).toHaveLength(2);
	expect(notice.badge).toBeUndefined();
});
