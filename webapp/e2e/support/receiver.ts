/** A browser that is subscribed to pushes, with the desktop that shows its notifications. */
import type { Page } from 'playwright-core';

import { password, readyForOffline, signIn } from './app.ts';
import type { Tab } from './bidi.ts';
import { Desktop } from './desktop.ts';
import { Device, phone } from './device.ts';
import type { SubscriptionKeys } from './encrypt.ts';
import { Firefox } from './firefox.ts';
import type { Link } from './link.ts';
import type { Played, PushService } from './push-service.ts';
import type { Server } from './server.ts';

/** What both browsers can do here. */
export interface Receiver {
	readonly name: string;
	readonly desktop: Desktop;
	/** The push service that this browser uses. */
	readonly service: Played;
	readonly link: Link;
	/** Signs in, and asks for notifications as a person does. */
	settle(email: string): Promise<void>;
	/** Opens a page of the app; the browser starts if it is not running. */
	open(path: string): Promise<void>;
	/** Starts the browser without any page. */
	start(): Promise<void>;
	/** The addresses of the app's pages that are open, below the app's own. */
	pages(): Promise<readonly string[]>;
	closePages(): Promise<void>;
	/** What an expression becomes on a page of the app, by way of JSON. */
	evaluate<T>(expression: string): Promise<T>;
	/** What the browser was given when it subscribed. A page has to be open. */
	subscription(): Promise<Subscription>;
	/** Waits until a page shows a text. */
	text(text: string): Promise<void>;
	/** Presses a button. */
	press(name: string): Promise<void>;
	/** Writes into a field. */
	type(name: string, text: string): Promise<void>;
	quit(): Promise<void>;
	discard(): Promise<void>;
}

/** A subscription, as a page sees it. */
export interface Subscription {
	readonly endpoint: string;
	readonly keys: SubscriptionKeys;
}

const subscriptionOf =
	'navigator.serviceWorker.ready.then(({ pushManager }) => pushManager.getSubscription()).then((it) => it.toJSON())';

const pushButton = 'Notify me on this device';
const turnOff = 'Turn off';

export class ChromiumReceiver implements Receiver {
	readonly name = 'Chromium';
	readonly desktop: Desktop;
	readonly service: Played;
	readonly device: Device;

	private constructor(desktop: Desktop, service: Played, device: Device) {
		this.desktop = desktop;
		this.service = service;
		this.device = device;
	}

	static async fresh(server: Server, push: PushService): Promise<ChromiumReceiver> {
		const desktop = await Desktop.start();
		const { environment } = desktop;
		const options = { ...phone, flags: push.flags, permissions: ['notifications'], environment };
		return new ChromiumReceiver(desktop, push.google, await Device.fresh(server, options));
	}

	get link(): Link {
		return this.device.link;
	}

	async settle(email: string): Promise<void> {
		const page = await signIn(this.device, email);
		await readyForOffline(page);
		await page.goto(`${this.device.url}/settings`);
		await page.getByRole('button', { name: pushButton }).click();
		await page.getByRole('button', { name: turnOff }).waitFor();
	}

	async open(path: string): Promise<void> {
		await this.device.open(path);
	}

	async start(): Promise<void> {
		await this.device.context();
	}

	async pages(): Promise<readonly string[]> {
		return (await this.#open()).map((page) => page.url().slice(this.device.url.length));
	}

	async closePages(): Promise<void> {
		// Chromium ends with its last page; an empty one keeps it running.
		await (await this.device.context()).newPage();
		for (const page of await this.#open()) await page.close();
	}

	async evaluate<T>(expression: string): Promise<T> {
		return (await this.#page()).evaluate<T>(expression);
	}

	subscription(): Promise<Subscription> {
		return this.evaluate(subscriptionOf);
	}

	async text(text: string): Promise<void> {
		await (await this.#page()).getByText(text).first().waitFor();
	}

	async press(name: string): Promise<void> {
		await (await this.#page()).getByRole('button', { name }).first().click();
	}

	async type(name: string, text: string): Promise<void> {
		await (await this.#page()).getByLabel(name).pressSequentially(text);
	}

	/** The number on the icon of the app, as the platform has it. */
	async badge(): Promise<number> {
		const context = await this.device.context();
		const session = await context.newCDPSession(await context.newPage());
		const manifestId = `${this.device.url}/`;
		const state = await session.send('PWA.getOsAppState', { manifestId });
		return state.badgeCount;
	}

	/** Installs the app, as its own entry among the apps of the system. */
	async install(): Promise<void> {
		const session = await (await this.device.context()).newCDPSession(await this.#page());
		const manifestId = `${this.device.url}/`;
		await session.send('PWA.install', { manifestId, installUrlOrBundleUrl: manifestId });
	}

	quit(): Promise<void> {
		return this.device.quit();
	}

	async discard(): Promise<void> {
		await this.device.discard();
		await this.desktop.stop();
	}

	async #open(): Promise<Page[]> {
		const pages = (await this.device.context()).pages();
		return pages.filter((page) => page.url().startsWith(this.device.url));
	}

	async #page(): Promise<Page> {
		const page = (await this.#open()).at(-1);
		if (page === undefined) throw new Error('no page is open');
		return page;
	}
}

export class FirefoxReceiver implements Receiver {
	readonly name = 'Firefox';
	readonly desktop: Desktop;
	readonly service: Played;
	readonly #firefox: Firefox;

	private constructor(desktop: Desktop, service: Played, firefox: Firefox) {
		this.desktop = desktop;
		this.service = service;
		this.#firefox = firefox;
	}

	static async fresh(server: Server, push: PushService): Promise<FirefoxReceiver> {
		const desktop = await Desktop.start();
		const { preferences } = push;
		const firefox = await Firefox.fresh(server, { preferences, environment: desktop.environment });
		return new FirefoxReceiver(desktop, push.mozilla, firefox);
	}

	get link(): Link {
		return this.#firefox.link;
	}

	async settle(email: string): Promise<void> {
		const tab = await this.#firefox.open('/sign-in');
		await tab.text('E-mail address');
		if (!(await tab.has('button', 'Sign in')))
			await tab.press('button', 'I have an account already');
		await tab.type('E-mail address', email);
		await tab.type('Password', password);
		await tab.press('button', 'Sign in');
		await tab.see('heading', 'Today');
		await tab.evaluate('navigator.serviceWorker.ready.then(() => true)');
		await tab.goto(`${this.#firefox.url}/settings`);
		await tab.press('button', pushButton);
		await tab.see('button', turnOff);
	}

	async open(path: string): Promise<void> {
		await this.#firefox.open(path);
	}

	async start(): Promise<void> {
		await this.#firefox.start();
	}

	async pages(): Promise<readonly string[]> {
		const pages = await this.#firefox.pages();
		return pages.map(({ url }) => url.slice(this.#firefox.url.length));
	}

	closePages(): Promise<void> {
		return this.#firefox.closePages();
	}

	async evaluate<T>(expression: string): Promise<T> {
		return (await this.#tab()).evaluate(expression);
	}

	subscription(): Promise<Subscription> {
		return this.evaluate(subscriptionOf);
	}

	async text(text: string): Promise<void> {
		await (await this.#tab()).text(text);
	}

	async press(name: string): Promise<void> {
		await (await this.#tab()).press('button', name);
	}

	async type(name: string, text: string): Promise<void> {
		await (await this.#tab()).type(name, text);
	}

	quit(): Promise<void> {
		return this.#firefox.quit();
	}

	async discard(): Promise<void> {
		await this.#firefox.discard();
		await this.desktop.stop();
	}

	async #tab(): Promise<Tab> {
		const page = (await this.#firefox.pages()).at(-1);
		if (page === undefined) throw new Error('no page is open');
		return page.tab;
	}
}
