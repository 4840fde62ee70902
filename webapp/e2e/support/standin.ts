/** A program of stand-ins, started for a test and ended with it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { within } from './server.ts';

const repository = join(import.meta.dirname, '..', '..', '..');

export class Standin {
	readonly #child: ChildProcess;
	/** Where it is, as it said itself. */
	readonly addresses: Readonly<Record<string, string>>;

	private constructor(child: ChildProcess, addresses: Readonly<Record<string, string>>) {
		this.#child = child;
		this.addresses = addresses;
	}

	/** Starts it with `args`, inside another program if `within` names one. */
	static async start(args: readonly string[], inside: readonly string[] = []): Promise<Standin> {
		const binary = join(process.env['TEND_BIN'] ?? join(repository, 'bin'), 'standin');
		const [program = binary, ...rest] = [...inside, binary, ...args];
		const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'pipe'] });
		let complaints = '';
		child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
		const failed = once(child, 'error').then(([error]) => {
			throw error;
		});
		const lines = createInterface(child.stdout);
		const first = once(lines, 'line') as Promise<[string]>;
		const told = Promise.race([first, failed]);
		const [line] = await within(20_000, told, () => `${program} does not start:\n${complaints}`);
		return new Standin(child, JSON.parse(line) as Record<string, string>);
	}

	/** An address that it told by this name. */
	address(name: string): string {
		const address = this.addresses[name];
		if (address === undefined) throw new Error(`the stand-in told no address of ${name}`);
		return address;
	}

	async get<T>(path: string): Promise<T> {
		const answer = await fetch(this.address('web') + path);
		if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
		return (await answer.json()) as T;
	}

	/** Asks for something to happen; the status of the answer. */
	async ask(
		method: 'POST' | 'PUT',
		path: string,
		body?: URLSearchParams | Uint8Array
	): Promise<number> {
		const answer = await fetch(this.address('web') + path, {
			method,
			...(body !== undefined && {
				body: body instanceof URLSearchParams ? body : Buffer.from(body)
			})
		});
		const said = await answer.text();
		if (answer.status === 409 || answer.status === 400) throw new Error(`${path}: ${said}`);
		return answer.status;
	}

	/** Ends it; it would also end with the test. */
	async stop(): Promise<void> {
		const exited = once(this.#child, 'exit');
		this.#child.stdin?.end();
		await exited;
	}
}
