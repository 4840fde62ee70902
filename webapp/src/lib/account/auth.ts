import { apiRoot, readSession, type Session } from '#lib/api/client.ts';
import { isObject, readProblem, type Problem } from '#lib/api/problem.ts';

/** What somebody types to come in. */
export interface Credentials {
	readonly email: string;
	readonly password: string;
	readonly deviceName: string;
}

/** How an attempt to come in ended. */
export type Entry =
	| { readonly kind: 'in'; readonly session: Session }
	| { readonly kind: 'refused'; readonly problem: Problem }
	| { readonly kind: 'offline' };

/** Without an answer after so many milliseconds there is no network. */
const patience = 30_000;

/** Signs in, or signs up: the same form, the same answers. */
export async function enter(
	way: 'sign-in' | 'sign-up',
	credentials: Credentials,
	fetch: typeof globalThis.fetch = globalThis.fetch
): Promise<Entry> {
	try {
		const response = await fetch(`${apiRoot}/auth/${way}`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(credentials),
			signal: AbortSignal.timeout(patience)
		});
		if (response.ok) return { kind: 'in', session: await readSession(response) };
		return { kind: 'refused', problem: await readProblem(response) };
	} catch (error) {
		if (error instanceof TypeError || error instanceof DOMException) return { kind: 'offline' };
		throw error;
	}
}

/** Whether the house takes new users; `undefined` if it cannot be asked. */
export async function signUpOpen(
	fetch: typeof globalThis.fetch = globalThis.fetch
): Promise<boolean | undefined> {
	try {
		const response = await fetch(`${apiRoot}/auth/state`);
		const body: unknown = response.ok ? await response.json() : undefined;
		return isObject(body) ? body['signUpOpen'] === true : undefined;
	} catch {
		return undefined;
	}
}
