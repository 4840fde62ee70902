/** The part of a desktop that shows notifications, and a thumb that presses them. */
import { Standin } from './standin.ts';
import { until } from './until.ts';

/** A notification as the desktop was asked to show it. */
export interface Shown {
	readonly id: number;
	readonly title: string;
	readonly body: string;
	/** What can be read on them. */
	readonly buttons: readonly string[];
	/** How often it was shown: one that replaces another keeps its place. */
	readonly times: number;
	readonly at: string;
}

export class Desktop {
	readonly #standin: Standin;

	private constructor(standin: Standin) {
		this.#standin = standin;
	}

	/** A desktop on a message bus of its own. */
	static async start(): Promise<Desktop> {
		return new Desktop(await Standin.start(['desktop'], ['dbus-run-session', '--']));
	}

	/** What a browser has to be started with to show its notifications here. */
	get environment(): Readonly<Record<string, string>> {
		return { DBUS_SESSION_BUS_ADDRESS: this.#standin.address('bus') };
	}

	shown(): Promise<readonly Shown[]> {
		return this.#standin.get('/shown');
	}

	/** Waits until exactly one notification is there that `which` takes. */
	async one(what: string, which: (shown: Shown) => boolean = () => true): Promise<Shown> {
		let seen: readonly Shown[] = [];
		try {
			return await until(what, async () => {
				seen = await this.shown();
				const taken = seen.filter(which);
				return taken.length === 1 ? taken[0] : undefined;
			});
		} catch (error) {
			throw new Error(`the desktop shows ${JSON.stringify(seen)}`, { cause: error });
		}
	}

	/** Waits until nothing is shown. */
	async empty(): Promise<void> {
		await until('an empty desktop', async () => (await this.shown()).length === 0 || undefined);
	}

	/** Presses a button, or the notification itself. */
	async press({ id }: Shown, button = ''): Promise<void> {
		await this.#standin.ask(
			'POST',
			`/press/${String(id)}?${new URLSearchParams({ button }).toString()}`
		);
	}

	/** Takes a notification away without pressing anything. */
	async dismiss({ id }: Shown): Promise<void> {
		await this.#standin.ask('POST', `/dismiss/${String(id)}`);
	}

	async stop(): Promise<void> {
		await this.#standin.stop();
	}
}
