/** A relay in front of the server that can pretend that a new version of the app was deployed. */
import { once } from 'node:events';
import { createServer, request, type Server as HttpServer } from 'node:http';

export class NewVersion {
	readonly #relay: HttpServer;
	readonly port: number;
	#deployed = 0;

	private constructor(relay: HttpServer, port: number) {
		this.#relay = relay;
		this.port = port;
	}

	/** A relay to `target`, a port of this machine. */
	static async before(target: number): Promise<NewVersion> {
		const relay = createServer();
		relay.listen(0, '127.0.0.1');
		await once(relay, 'listening');
		const address = relay.address();
		if (address === null || typeof address === 'string') throw new Error('no TCP address');
		const self = new NewVersion(relay, address.port);
		relay.on('request', (incoming, answer) => {
			const headers = { ...incoming.headers };
			const isWorker = incoming.url === '/service-worker.js';
			// The worker has to come whole and unpacked, to be made another one.
			if (isWorker) {
				delete headers['accept-encoding'];
				delete headers['if-none-match'];
			}
			const outgoing = request(
				{ host: '127.0.0.1', port: target, path: incoming.url, method: incoming.method, headers },
				(from) => {
					const { 'content-length': _, ...rest } = from.headers;
					answer.writeHead(from.statusCode ?? 502, isWorker ? rest : from.headers);
					from.pipe(answer, { end: !isWorker });
					if (isWorker) from.on('end', () => answer.end(`\n// ${String(self.#deployed)}`));
				}
			);
			outgoing.on('error', () => answer.destroy());
			incoming.pipe(outgoing);
		});
		return self;
	}

	/** From now on the worker has other bytes. */
	deploy(): void {
		this.#deployed++;
	}

	async close(): Promise<void> {
		this.#relay.closeAllConnections();
		this.#relay.close();
		await once(this.#relay, 'close');
	}
}
