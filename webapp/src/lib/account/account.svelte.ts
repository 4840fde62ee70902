import { Client, type Api } from '#lib/api/client.ts';

import { rememberAccount, type LocalAccount } from './local.ts';

/** The user of this device. Their data opens without a network; `signedIn` is only about the server. */
export class Account {
	readonly userId: string;
	readonly spaceId: string;
	readonly email: string;
	readonly deviceName: string;
	/** The server, in the name of this user and of nobody else. */
	readonly api: Api;

	#signedIn = $state(true);
	readonly #client: Client;

	/** `token` spares the first refresh, right after signing in. */
	constructor(local: LocalAccount, token?: string) {
		this.userId = local.userId;
		this.spaceId = local.spaceId;
		this.email = local.email;
		this.deviceName = local.deviceName;
		this.#client = new Client(
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
		this.api = this.#client;
	}

	/** False once the server ended the session. Everything is kept, nothing is sent any more. */
	get signedIn(): boolean {
		return this.#signedIn;
	}

	/** Forgets the access token. */
	forget(): void {
		this.#client.forget();
	}
}
