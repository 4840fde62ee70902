/** Runs the real binary, with a private Postgres of its own, on a fresh data directory. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const repository = join(import.meta.dirname, '..', '..', '..');

/** A running Tend. */
export class Server {
	readonly port: number;
	readonly dataDir: string;
	/** What the server has logged so far: tests assert that it names nobody. */
	log = '';
	readonly #environment: Readonly<Record<string, string>>;
	readonly #binary: string;
	#child: ChildProcess | undefined;

	private constructor(
		port: number,
		dataDir: string,
		environment: Readonly<Record<string, string>>,
		binary: string
	) {
		this.port = port;
		this.dataDir = dataDir;
		this.#environment = environment;
		this.#binary = join(process.env['TEND_BIN'] ?? join(repository, 'bin'), binary);
	}

	/** Starts a server; `environment` adds settings, `binary` is the program that ships unless it says otherwise. */
	static async start(
		environment: Readonly<Record<string, string>> = {},
		binary = 'tend'
	): Promise<Server> {
		const dataDir = await mkdtemp(join(tmpdir(), 'tend-e2e-'));
		const server = new Server(await freePort(), dataDir, environment, binary);
		await server.up();
		return server;
	}

	get url(): string {
		return `http://127.0.0.1:${String(this.port)}`;
	}

	/** Starts the process again after {@link kill} or {@link down}, and waits until it is ready. */
	async up(): Promise<void> {
		const child = spawn(this.#binary, [], {
			env: {
				PATH: process.env['PATH'],
				HOME: process.env['HOME'],
				TEND_ADDR: `127.0.0.1:${String(this.port)}`,
				TEND_DATA_DIR: this.dataDir,
				TEND_OPEN_REGISTRATION: 'true',
				...this.#environment
			},
			stdio: ['ignore', 'pipe', 'pipe']
		});
		this.#child = child;
		child.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
		const lines = createInterface(child.stdout);
		const ready = (async () => {
			for await (const line of lines) if (line.includes(`:${String(this.port)}`)) return;
			throw new Error(`the server ended before it was ready:\n${this.log}`);
		})();
		await within(60_000, ready, () => `the server is not ready:\n${this.log}`);
	}

	/** Ends the process as a power cut would. */
	async kill(): Promise<void> {
		await this.#end('SIGKILL');
	}

	/** Stops the process as an operator would. */
	async down(): Promise<void> {
		await this.#end('SIGTERM');
	}

	/** Runs a statement on the private database, as its operator could. */
	async sql(statement: string): Promise<void> {
		const socket = join(this.dataDir, 'run');
		const args = ['-h', socket, '-U', 'tend_superuser', '-d', 'tend', '-c', statement];
		await promisify(execFile)('psql', args);
	}

	/** Stops the process and removes its data. */
	async remove(): Promise<void> {
		await this.down();
		await rm(this.dataDir, { recursive: true, force: true });
	}

	async #end(signal: NodeJS.Signals): Promise<void> {
		const child = this.#child;
		this.#child = undefined;
		if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
		const exited = once(child, 'exit');
		child.kill(signal);
		await within(20_000, exited, () => `the server did not end on ${signal}:\n${this.log}`);
	}
}

/** A TCP port that was free a moment ago. */
export async function freePort(): Promise<number> {
	const probe = createServer();
	probe.listen(0, '127.0.0.1');
	await once(probe, 'listening');
	const address = probe.address();
	if (address === null || typeof address === 'string') throw new Error('no TCP address');
	probe.close();
	await once(probe, 'close');
	return address.port;
}

/** Waits for `promise`, but not longer than `ms`. */
export async function within<T>(
	ms: number,
	promise: Promise<T>,
	message: () => string
): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => {
			reject(new Error(message()));
		}, ms);
	});
	try {
		return await Promise.race([promise, late]);
	} finally {
		clearTimeout(timer);
	}
}
