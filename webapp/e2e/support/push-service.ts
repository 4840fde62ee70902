/** Google's push service, played on this machine, so that a stock Chromium really subscribes and really decrypts. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { within } from './server.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

/** A message as the server sent it; the body is encrypted. */
export interface PushMessage {
	readonly token: string;
	readonly header: Readonly<Record<string, readonly string[]>>;
	/** Base64. */
	readonly body: string;
	readonly at: string;
	readonly status: number;
}

export class PushService {
	readonly #child: ChildProcess;
	readonly #web: string;
	readonly #mcs: string;

	private constructor(child: ChildProcess, web: string, mcs: string) {
		this.#child = child;
		this.#web = web;
		this.#mcs = mcs;
	}

	static async start(): Promise<PushService> {
		const binary = join(process.env['TEND_BIN'] ?? join(repository, 'bin'), 'standin');
		const child = spawn(binary, { stdio: ['pipe', 'pipe', 'inherit'] });
		const lines = createInterface(child.stdout);
		const first = once(lines, 'line') as Promise<[string]>;
		const [line] = await within(10_000, first, () => 'the push service does not start');
		const { web, mcs } = JSON.parse(line) as { web: string; mcs: string };
		return new PushService(child, web, mcs);
	}

	/** Settings of the program built for these tests: it finds the service here, instead of at Google's hosts. */
	get environment(): Readonly<Record<string, string>> {
		const hosts = ['jmt17.google.com', 'fcm.googleapis.com'];
		return { TEND_PUSHTEST_REROUTE: hosts.map((host) => `${host}=${this.#web}`).join(',') };
	}

	/** Switches that point Chromium here. They are internal to it. */
	get flags(): readonly string[] {
		return [
			`--gcm-checkin-url=${this.#web}/checkin`,
			`--gcm-registration-url=${this.#web}/register`,
			`--gcm-mcs-endpoint=${this.#mcs}`,
			'--ignore-certificate-errors'
		];
	}

	/** What the server has sent so far. */
	async messages(): Promise<readonly PushMessage[]> {
		const answer = await fetch(`${this.#web}/messages`);
		return (await answer.json()) as readonly PushMessage[];
	}

	/** Refuses messages with `status` from now on; 0 delivers them again. */
	async answer(status: number, retryAfter = ''): Promise<void> {
		const form = new URLSearchParams({ status: String(status), retryAfter });
		await fetch(`${this.#web}/answer?${form.toString()}`, { method: 'PUT' });
	}

	/** Ends the service; it would also end with the test. */
	async stop(): Promise<void> {
		const exited = once(this.#child, 'exit');
		this.#child.stdin?.end();
		await exited;
	}
}
