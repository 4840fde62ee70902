// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import type { Api } from '#lib/api/client.ts';
import type { Database } from '#lib/db/types.ts';
import { freshDatabase } from '#lib/testing/database.ts';
import { show } from '#lib/testing/stage.ts';

import FeedPage from './FeedPage.svelte';
import { subscribeUrl } from './feeds.ts';

let db: Database;

beforeEach(async () => {
	db = await freshDatabase();
});

/** A server of feeds. */
class FakeServer implements Api {
	feeds: Record<string, unknown>[] = [];
	asked: unknown[] = [];
	online = true;
	full = false;

	async fetch(path: string, init?: RequestInit): Promise<Response> {
		if (!this.online) throw new TypeError('offline');
		if (init?.method === 'POST') {
			if (this.full) return Response.json({}, { status: 409 });
			const wanted: unknown = JSON.parse(typeof init.body === 'string' ? init.body : '');
			this.asked.push(wanted);
			const feed = { id: String(this.feeds.length), name: 'Phone', scopes: ['dates', 'reminders'] };
			this.feeds.push(feed);
			return Response.json(
				{ ...feed, url: 'https://tend.example/calendar/s.ics' },
				{ status: 201 }
			);
		}
		if (init?.method === 'DELETE') {
			this.feeds = this.feeds.filter(({ id }) => path !== `/calendar-feeds/${String(id)}`);
			return new Response(null, { status: 204 });
		}
		return Response.json(this.feeds);
	}
}

function open(server: FakeServer) {
	show(db, FeedPage, { api: server, spaceId: 'space' });
}

test('a feed of what was chosen is made, and its address shown this once', async () => {
	const server = new FakeServer();
	open(server);
	await fireEvent.click(screen.getByRole('switch', { name: 'Promises with a due day' }));
	await fireEvent.input(screen.getByLabelText('What it is for'), { target: { value: ' Phone ' } });
	await fireEvent.click(screen.getByRole('button', { name: 'Make a feed' }));
	await screen.findByDisplayValue('https://tend.example/calendar/s.ics');
	expect(server.asked).toEqual([
		{ spaceId: 'space', name: 'Phone', scopes: ['dates', 'reminders'] }
	]);
	const link = screen.getByRole('link', { name: 'Open in calendar' });
	expect(link.getAttribute('href')).toBe('webcal://tend.example/calendar/s.ics');
	await screen.findByText('Birthdays and days to remember, Reminders · not read yet');
});

test('a feed without anything in it cannot be made', async () => {
	open(new FakeServer());
	for (const name of ['Birthdays and days to remember', 'Promises with a due day', 'Reminders'])
		await fireEvent.click(screen.getByRole('switch', { name }));
	expect(screen.getByRole('button', { name: 'Make a feed' })).toHaveProperty('disabled', true);
});

test('a feed ends after one more question', async () => {
	const server = new FakeServer();
	server.feeds = [{ id: 'f', name: '', scopes: ['dates'], readAt: '2026-11-21T09:00:00Z' }];
	open(server);
	const row = await screen.findByRole('listitem');
	within(row).getByText('A feed without a name');
	await fireEvent.click(within(row).getByRole('button', { name: 'End' }));
	const sheet = await screen.findByRole('dialog');
	await fireEvent.click(within(sheet).getByRole('button', { name: 'End' }));
	await screen.findByText('The feed is ended.');
	await waitFor(() => expect(screen.queryByRole('listitem')).toBeNull());
	expect(server.feeds).toEqual([]);
});

test.each([
	['without a network', { online: false }, /Try again when you are online/],
	['with as many as there may be', { full: true }, /End one that you no longer need/]
])('it says why none was made: %s', async (_, state, words) => {
	const server = new FakeServer();
	open(server);
	await screen.findByRole('button', { name: 'Make a feed' });
	Object.assign(server, state);
	await fireEvent.click(screen.getByRole('button', { name: 'Make a feed' }));
	expect((await screen.findByRole('alert')).textContent).toMatch(words);
});

test('the list waits for the network', async () => {
	const server = new FakeServer();
	server.online = false;
	open(server);
	await screen.findByText('The list is on the server; it comes when you are online.');
});

test('an address opens the calendar program of the device', () => {
	expect(subscribeUrl('http://localhost:8080/calendar/x.ics')).toBe(
		'webcal://localhost:8080/calendar/x.ics'
	);
});
