import { Client, type Api } from '#lib/api/client.ts';

import { rememberAccount, type LocalAccount } from './local.ts';

/** What an {@link Account} may begin with. */
interface AccountOptions {
	/** Spares the first refresh, right after signing in. */
	readonly token?: string;
	/** Whether there is a server that knows the account; without one nothing is ever sent. */
	readonly hasServer?: boolean;
}

/** The user of this device. Their data opens without a network; `signedIn` is only about the server. */
export class Account {
	readonly userId: string;
	readonly spaceId: string;
	readonly email: string;
	readonly deviceName: string;
	/** The server, in the name of this user and of nobody else. */
	readonly api: Api;
	readonly hasServer: boolean;

	#signedIn = $state(true);
	readonly #client: Client | undefined;

	constructor(local: LocalAccount, { token, hasServer = true }: AccountOptions = {}) {
		this.userId = local.userId;
		this.spaceId = local.spaceId;
		this.email = local.email;
		this.deviceName = local.deviceName;
		this.hasServer = hasServer;
		this.#client = hasServer ? this.#clientOf(local, token) : undefined;
		this.api = this.#client ?? nowhere;
	}

	/** False once the server ended the session. Everything is kept, nothing is sent any more. */
	get signedIn(): boolean {
		return this.#signedIn;
	}

	/** Forgets the access token. */
	forget(): void {
		this.#client?.forget();
	}

	#clientOf(local: LocalAccount, token: string | undefined): Client {
		return new Client(
			{
				userId: local.userId,
				onrefused: () => (this.#signedIn = false),
				onsession: ({ user }) => {
					this.#signedIn = true;
					if (user.email !== local.email) rememberAccount({ ...local, email: user.email });
				}
			},
			token
		);
	}
}

/** Answers as a network that is not there. */
const nowhere: Api = { fetch: () => Promise.reject(new TypeError('There is no server.')) };
