// @vitest-environment jsdom
import { render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import SignIn from './SignIn.svelte';

const session = {
	accessToken: 't',
	user: { id: 'u', email: 'ada@example.org' },
	space: { id: 's', epoch: 'e' }
};

/** The house, as far as somebody at its door sees it. */
let open: boolean;
let answer: () => Response;
let asked: { readonly path: string; readonly body: unknown }[];

beforeEach(() => {
	open = true;
	answer = () => Response.json(session);
	asked = [];
	vi.stubGlobal('fetch', async (path: string, init?: RequestInit) => {
		if (path.endsWith('/auth/state')) return Response.json({ signUpOpen: open });
		asked.push({ path, body: JSON.parse(init?.body as string) as unknown });
		return answer();
	});
});
afterEach(() => {
	vi.unstubAllGlobals();
});

function show(email?: string) {
	const onenter = vi.fn(() => Promise.resolve());
	render(SignIn, { email, device: 'Firefox · Linux', onenter });
	return onenter;
}

async function type(label: string, text: string) {
	const field = await screen.findByLabelText<HTMLInputElement>(label);
	field.value = text;
	field.dispatchEvent(new Event('input', { bubbles: true }));
}

function press(name: string) {
	screen.getByRole('button', { name }).click();
}

test('a house without anybody asks its first visitor to create an account', async () => {
	const onenter = show();
	await screen.findByRole('button', { name: 'Create account' });
	await type('E-mail address', 'ada@example.org');
	await type('Password', 'correct horse battery');
	press('Create account');

	await waitFor(() => expect(onenter).toHaveBeenCalledWith(session, 'Firefox · Linux'));
	expect(asked).toEqual([
		{
			path: '/api/v1/auth/sign-up',
			body: {
				email: 'ada@example.org',
				password: 'correct horse battery',
				deviceName: 'Firefox · Linux'
			}
		}
	]);
});

test('a house that takes nobody in only lets those sign in who it knows', async () => {
	open = false;
	show();
	await screen.findByText(/takes no new accounts/);
	expect(screen.queryByRole('button', { name: /create/i })).toBeNull();
	press('Sign in');
	await waitFor(() => expect(asked[0]?.path).toBe('/api/v1/auth/sign-in'));
});

test('what is wrong with a field stands below it, and the cursor goes there', async () => {
	answer = () =>
		Response.json(
			{
				type: 'urn:tend:problem:password-too-short',
				detail: 'Use a password of at least 10 characters.',
				errors: [{ location: 'body.password', rule: 'password-too-short', message: 'At least 10.' }]
			},
			{ status: 422 }
		);
	show();
	await screen.findByRole('button', { name: 'Create account' });
	press('Create account');

	await screen.findByText('Use at least 10 characters.');
	const field = screen.getByLabelText('Password');
	expect(field.getAttribute('aria-invalid')).toBe('true');
	expect(field.getAttribute('aria-describedby')).toBeTruthy();
	await waitFor(() => expect(document.activeElement).toBe(field));
});

test('without a network it says so, and keeps what was typed', async () => {
	answer = () => {
		throw new TypeError('Failed to fetch');
	};
	show('ada@example.org');
	await type('Password', 'correct horse battery');
	press('Sign in');
	await screen.findByText(/There is no connection to Tend/);
	expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('correct horse battery');
});

test('whoever was signed out by the server is told that their notes are still here', async () => {
	show('ada@example.org');
	await screen.findByText(/Your notes are still here/);
	expect(screen.getByLabelText<HTMLInputElement>('E-mail address').value).toBe('ada@example.org');
	expect(screen.getByRole('button', { name: 'Sign in' })).toBeTruthy();
});
