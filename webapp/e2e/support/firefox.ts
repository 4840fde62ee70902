/** One device with a stock Firefox: a profile with its own storage and its own network link. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { Bidi, Tab } from './bidi.ts';
import { Link } from './link.ts';
import { within, type Server } from './server.ts';

type Preferences = Readonly<Record<string, string | number | boolean>>;

/** What Firefox needs to run headless, without calling anybody, and to notify without being asked. */
const preferences: Preferences = {
	'remote.prefs.recommended': true,
	'permissions.default.desktop-notification': 1,
	// How long after a press a worker may open a window, in ms: a second, were this machine not slow.
	'dom.webnotifications.disable_open_click_delay': 10_000,
	'app.normandy.enabled': false,
	'network.captive-portal-service.enabled': false,
	'network.connectivity-service.enabled': false,
	'network.proxy.type': 0,
	'browser.safebrowsing.update.enabled': false,
	'services.settings.server': 'data:,#remote-settings-dummy/v1',
	'datareporting.policy.dataSubmissionEnabled': false,
	'intl.accept_languages': 'en-GB',
	'browser.startup.page': 0
};

/** What a Firefox is given besides. */
export interface FirefoxOptions {
	readonly preferences?: Preferences;
	readonly environment?: Readonly<Record<string, string>>;
}

export class Firefox {
	readonly link: Link;
	readonly #profile: string;
	readonly #options: FirefoxOptions;
	#child: ChildProcess | undefined;
	#bidi: Bidi | undefined;

	private constructor(link: Link, profile: string, options: FirefoxOptions) {
		this.link = link;
		this.#profile = profile;
		this.#options = options;
	}

	/** A Firefox that has never seen the server. */
	static async fresh(server: Server, options: FirefoxOptions): Promise<Firefox> {
		const profile = await mkdtemp(join(tmpdir(), 'tend-firefox-'));
		const all = Object.entries({ ...preferences, ...options.preferences });
		const lines = all.map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});`);
		await writeFile(join(profile, 'user.js'), lines.join('\n'));
		return new Firefox(await Link.to(server.port), profile, options);
	}

	get url(): string {
		return `http://127.0.0.1:${String(this.link.port)}`;
	}

	/** Opens a page of the app in a new tab, starting the browser if it is not running. */
	async open(path = '/'): Promise<Tab> {
		const bidi = await this.start();
		const { context } = await bidi.send('browsingContext.create', { type: 'tab' });
		const tab = new Tab(bidi, String(context));
		await tab.goto(this.url + path);
		return tab;
	}

	/** The pages of the app that are open. */
	async pages(): Promise<readonly { readonly tab: Tab; readonly url: string }[]> {
		const bidi = await this.start();
		const { contexts } = await bidi.send('browsingContext.getTree', {});
		const all = contexts as readonly { readonly context: string; readonly url: string }[];
		return all
			.filter(({ url }) => url.startsWith(this.url))
			.map(({ context, url }) => ({ tab: new Tab(bidi, context), url }));
	}

	async closePages(): Promise<void> {
		const bidi = await this.start();
		for (const { tab } of await this.pages()) {
			await bidi.send('browsingContext.close', { context: tab.id });
		}
	}

	/** Starts the browser if it is not running. */
	async start(): Promise<Bidi> {
		this.#bidi ??= await this.#launch();
		return this.#bidi;
	}

	/** Closes the browser; the profile stays. */
	async quit(): Promise<void> {
		const child = this.#child;
		if (child === undefined) return;
		const exited = once(child, 'exit');
		void this.#bidi?.send('browser.close', {}).catch(() => undefined);
		this.#child = this.#bidi = undefined;
		await within(20_000, exited, () => 'Firefox does not end').catch(async () => {
			child.kill('SIGKILL');
			await exited;
		});
	}

	/** Ends the browser and forgets the profile. */
	async discard(): Promise<void> {
		await this.quit();
		await this.link.close();
		await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
	}

	async #launch(): Promise<Bidi> {
		const program = process.env['TEND_FIREFOX'] || 'firefox-esr';
		const flags = ['--headless', '--no-remote', '--remote-debugging-port=0', 'about:blank'];
		const child = spawn(program, ['--profile', this.#profile, ...flags], {
			env: {
				...process.env,
				HOME: this.#profile,
				TZ: 'Europe/Lisbon',
				...this.#options.environment
			},
			stdio: ['ignore', 'ignore', 'pipe']
		});
		this.#child = child;
		const { promise, resolve, reject } = Promise.withResolvers<string>();
		child.once('error', reject);
		createInterface(child.stderr).on('line', (line) => {
			const url = /WebDriver BiDi listening on (ws:\S+)/.exec(line)?.[1];
			if (url !== undefined) resolve(url);
		});
		return Bidi.connect(await within(60_000, promise, () => 'Firefox does not start'));
	}
}
