/**
 * As much of WebDriver BiDi as the tests need to drive a stock Firefox: commands and their answers
 * over a WebSocket. https://w3c.github.io/webdriver-bidi/
 */

/** What a command answers, as far as it is read here. */
export type Answer = Readonly<Record<string, unknown>>;

interface Waiting {
	readonly resolve: (answer: Answer) => void;
	readonly reject: (error: Error) => void;
}

export class Bidi {
	readonly #socket: WebSocket;
	readonly #waiting = new Map<number, Waiting>();
	#last = 0;

	private constructor(socket: WebSocket) {
		this.#socket = socket;
		socket.addEventListener('message', ({ data }) => {
			this.#take(String(data));
		});
		socket.addEventListener('close', () => {
			for (const { reject } of this.#waiting.values()) reject(new Error('the browser has gone'));
			this.#waiting.clear();
		});
	}

	/** Begins a session with the browser that listens at `url`. */
	static async connect(url: string): Promise<Bidi> {
		const socket = new WebSocket(`${url}/session`);
		const { promise, resolve, reject } = Promise.withResolvers<unknown>();
		socket.addEventListener('open', resolve);
		socket.addEventListener('error', reject);
		await promise;
		const bidi = new Bidi(socket);
		await bidi.send('session.new', { capabilities: {} });
		return bidi;
	}

	/** Sends a command and waits for its answer. */
	send(method: string, params: object): Promise<Answer> {
		const id = ++this.#last;
		const { promise, resolve, reject } = Promise.withResolvers<Answer>();
		this.#waiting.set(id, { resolve, reject });
		this.#socket.send(JSON.stringify({ id, method, params }));
		return promise;
	}

	#take(text: string): void {
		const said = JSON.parse(text) as {
			readonly id?: number;
			readonly type: string;
			readonly result?: Answer;
			readonly error?: string;
			readonly message?: string;
		};
		const waiting = this.#waiting.get(said.id ?? -1);
		if (waiting === undefined) return;
		this.#waiting.delete(said.id ?? -1);
		if (said.type === 'success') waiting.resolve(said.result ?? {});
		else waiting.reject(new Error(`${said.error ?? said.type}: ${said.message ?? ''}`));
	}
}

/** An element of a page. */
interface Node {
	readonly sharedId: string;
}

/** One tab. */
export class Tab {
	readonly #bidi: Bidi;
	readonly id: string;

	constructor(bidi: Bidi, id: string) {
		this.#bidi = bidi;
		this.id = id;
	}

	async goto(url: string): Promise<void> {
		await this.#bidi.send('browsingContext.navigate', { context: this.id, url, wait: 'complete' });
	}

	/** What an expression becomes, by way of JSON, once it has settled. */
	async evaluate<T>(expression: string): Promise<T> {
		const { type, result, exceptionDetails } = await this.#bidi.send('script.evaluate', {
			expression: `Promise.resolve(${expression}).then((it) => JSON.stringify(it ?? null))`,
			target: { context: this.id },
			awaitPromise: true,
			userActivation: true
		});
		if (type !== 'success') throw new Error(`${expression}: ${JSON.stringify(exceptionDetails)}`);
		return JSON.parse((result as { value: string }).value) as T;
	}

	/** Presses what has this role and name, once it is there. */
	async press(role: string, name: string): Promise<void> {
		const element = await this.see(role, name);
		await this.#bidi.send('script.callFunction', {
			functionDeclaration: "(it) => it.scrollIntoView({ block: 'center' })",
			arguments: [element],
			target: { context: this.id },
			awaitPromise: false
		});
		const origin = { type: 'element', element };
		await this.#act('pointer', [
			{ type: 'pointerMove', x: 0, y: 0, origin },
			{ type: 'pointerDown', button: 0 },
			{ type: 'pointerUp', button: 0 }
		]);
	}

	/** Writes into the field of this name. */
	async type(name: string, text: string): Promise<void> {
		const said = JSON.stringify(name);
		const field = `[...document.querySelectorAll('input, textarea')].find((it) =>
			it.ariaLabel === ${said} || [...it.labels].some((label) => label.textContent.includes(${said})))`;
		await this.#until(name, () => this.evaluate<boolean>(`${field} !== undefined`));
		await this.evaluate(`${field}.focus()`);
		const keys = Array.from(text).flatMap((value) => [
			{ type: 'keyDown', value },
			{ type: 'keyUp', value }
		]);
		await this.#act('key', keys);
	}

	/** Waits until a text is there. */
	async text(value: string): Promise<void> {
		await this.#until(value, () =>
			this.evaluate<boolean>(`document.body.innerText.includes(${JSON.stringify(value)})`)
		);
	}

	/** Waits until something of this role and name is there. */
	async see(role: string, name: string): Promise<Node> {
		return this.#until(name, () => this.#find(role, name));
	}

	/** Whether something of this role and name is there now. */
	async has(role: string, name: string): Promise<boolean> {
		return (await this.#find(role, name)) !== undefined;
	}

	async #until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
		const end = Date.now() + 30_000;
		for (;;) {
			const answer = await ask().catch(() => undefined); // while a page gives way to another
			if (answer) return answer;
			if (Date.now() > end) throw new Error(`there is no “${what}” on ${await this.#where()}`);
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}

	async #find(role: string, name: string): Promise<Node | undefined> {
		const { nodes } = await this.#bidi.send('browsingContext.locateNodes', {
			context: this.id,
			locator: { type: 'accessibility', value: { role, name } },
			maxNodeCount: 1
		});
		const [node] = nodes as readonly Node[];
		return node && { sharedId: node.sharedId };
	}

	#where(): Promise<string> {
		return this.evaluate<string>('location.href + "\\n" + document.body.innerText');
	}

	async #act(type: 'pointer' | 'key', actions: readonly object[]): Promise<void> {
		await this.#bidi.send('input.performActions', {
			context: this.id,
			actions: [{ type, id: type, actions }]
		});
	}
}
