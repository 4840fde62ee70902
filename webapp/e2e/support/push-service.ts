/**
 * Google's and Mozilla's push services, played on this machine, so that stock browsers really
 * subscribe and really decrypt.
 */
import { Standin } from './standin.ts';

/** A message as the server sent it; the body is encrypted. */
export interface PushMessage {
	readonly token: string;
	readonly header: Readonly<Record<string, readonly string[]>>;
	/** Base64. */
	readonly body: string;
	readonly at: string;
	readonly status: number;
}

/** What a test asks of one of the two. */
export class Played {
	readonly #standin: Standin;
	readonly #path: string;

	constructor(standin: Standin, path: string) {
		this.#standin = standin;
		this.#path = path;
	}

	/** What the server has sent so far. */
	messages(): Promise<readonly PushMessage[]> {
		return this.#standin.get(`${this.#path}/messages`);
	}

	/** Refuses messages with `status` from now on; 0 delivers them again. */
	async answer(status: number, retryAfter = ''): Promise<void> {
		const form = new URLSearchParams({ status: String(status), retryAfter });
		await this.#standin.ask('PUT', `${this.#path}/answer?${form.toString()}`);
	}

	/** Delivers what no server sent, as it stands; nothing at all is a message without data. */
	async deliver(endpoint: string, body: Uint8Array = new Uint8Array()): Promise<number> {
		const token = endpoint.slice(endpoint.lastIndexOf('/') + 1);
		return this.#standin.ask('POST', `${this.#path}/deliver/${token}`, body);
	}

	/** Drops all connections and all subscriptions. Only Mozilla's can. */
	async forget(): Promise<void> {
		await this.#standin.ask('POST', `${this.#path}/forget`);
	}
}

export class PushService {
	readonly #standin: Standin;
	readonly google: Played;
	readonly mozilla: Played;

	private constructor(standin: Standin) {
		this.#standin = standin;
		this.google = new Played(standin, '/gcm');
		this.mozilla = new Played(standin, '/mozilla');
	}

	static async start(): Promise<PushService> {
		return new PushService(await Standin.start([]));
	}

	/** Settings of the program built for these tests: it finds the services here, instead of at Google's hosts. */
	get environment(): Readonly<Record<string, string>> {
		const hosts = ['jmt17.google.com', 'fcm.googleapis.com'];
		const web = this.#standin.address('web');
		return { TEND_PUSHTEST_REROUTE: hosts.map((host) => `${host}=${web}`).join(',') };
	}

	/** Switches that point Chromium here. They are internal to it. */
	get flags(): readonly string[] {
		const web = this.#standin.address('web');
		return [
			`--gcm-checkin-url=${web}/checkin`,
			`--gcm-registration-url=${web}/register`,
			`--gcm-mcs-endpoint=${this.#standin.address('mcs')}`,
			'--ignore-certificate-errors'
		];
	}

	/** Preferences that point Firefox here. */
	get preferences(): Readonly<Record<string, string | number | boolean>> {
		return {
			'dom.push.connection.enabled': true,
			'dom.push.serverURL': `${this.#standin.address('web').replace('http', 'ws')}/autopush`,
			'dom.push.testing.allowInsecureServerURL': true,
			'dom.push.retryBaseInterval': 200
		};
	}

	async stop(): Promise<void> {
		await this.#standin.stop();
	}
}
