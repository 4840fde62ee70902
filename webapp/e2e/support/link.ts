/** The network between one device and the server: a TCP relay that a test can cut. */
import { once } from 'node:events';
import { connect, createServer, type Server as TcpServer, type Socket } from 'node:net';

export class Link {
	readonly #relay: TcpServer;
	readonly #sockets = new Set<Socket>();
	readonly port: number;
	#up = true;

	private constructor(relay: TcpServer, port: number) {
		this.#relay = relay;
		this.port = port;
	}

	/** A link to `target`, a port of this machine, on a port of its own. */
	static async to(target: number): Promise<Link> {
		const relay = createServer();
		relay.listen(0, '127.0.0.1');
		await once(relay, 'listening');
		const address = relay.address();
		if (address === null || typeof address === 'string') throw new Error('no TCP address');
		const link = new Link(relay, address.port);
		relay.on('connection', (near) => {
			link.#accept(near, target);
		});
		return link;
	}

	/** Breaks every connection and refuses new ones. */
	cut(): void {
		this.#up = false;
		for (const socket of this.#sockets) socket.destroy();
	}

	/** Lets connections through again. */
	mend(): void {
		this.#up = true;
	}

	async close(): Promise<void> {
		this.cut();
		this.#relay.close();
		await once(this.#relay, 'close');
	}

	#accept(near: Socket, target: number): void {
		if (!this.#up) {
			near.destroy();
			return;
		}
		const far = connect(target, '127.0.0.1');
		for (const socket of [near, far]) {
			this.#sockets.add(socket);
			socket.on('error', () => socket.destroy());
			socket.on('close', () => {
				this.#sockets.delete(socket);
				near.destroy();
				far.destroy();
			});
		}
		near.pipe(far).pipe(near);
	}
}
