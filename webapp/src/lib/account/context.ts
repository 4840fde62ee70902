import { createContext } from 'svelte';

import type { Session } from '#lib/api/client.ts';

import type { Account } from './account.svelte.ts';

/** The root layout sets the account; whatever is drawn for a signed-in user gets it. */
export const [getAccount, setAccount] = createContext<Account>();

/** The way in, which the root layout holds open for the page that asks for a password. */
export interface Gate {
	/** Whose data this device holds already, if anybody's. */
	readonly email: string | undefined;
	/** Makes the session's user the one of this device, and opens their data. */
	enter(session: Session, deviceName: string): Promise<void>;
}

export const [getGate, setGate] = createContext<Gate>();
