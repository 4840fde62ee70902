/** One device: a Chromium profile with its own storage, its own network link, and a person in front of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type BrowserContext, type Page } from 'playwright-core';

import { Link } from './link.ts';
import type { Server } from './server.ts';

/** What Chromium needs to run headless, without a sandbox, and without calling anybody. */
const flags: readonly string[] = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync'
];

/** How the device looks. */
export interface DeviceOptions {
	readonly width?: number;
	readonly height?: number;
	readonly dark?: boolean;
	readonly locale?: string;
	readonly flags?: readonly string[];
	readonly permissions?: readonly string[];
	/** Variables of the environment that the browser is started with besides this program's own. */
	readonly environment?: Readonly<Record<string, string>>;
}

export const phone = { width: 390, height: 844 } as const;
export const desktop = { width: 1280, height: 800 } as const;

export class Device {
	readonly link: Link;
	readonly #profile: string;
	readonly #options: DeviceOptions;
	#context: BrowserContext | undefined;
	/** Messages of the console that tell of an error, and violations of the content security policy. */
	readonly complaints: string[] = [];

	private constructor(link: Link, profile: string, options: DeviceOptions) {
		this.link = link;
		this.#profile = profile;
		this.#options = options;
	}

	/** A device that has never seen the server. */
	static async fresh(
		server: Pick<Server, 'port'>,
		options: DeviceOptions = phone
	): Promise<Device> {
		const link = await Link.to(server.port);
		const profile = await mkdtemp(join(tmpdir(), 'tend-device-'));
		return new Device(link, profile, options);
	}

	get url(): string {
		return `http://127.0.0.1:${String(this.link.port)}`;
	}

	/** Opens a page of the app in a new tab, starting the browser if it is not running. */
	async open(path = '/'): Promise<Page> {
		const context = await this.context();
		const page = await context.newPage();
		await page.goto(this.url + path);
		return page;
	}

	async context(): Promise<BrowserContext> {
		this.#context ??= await this.#launch();
		return this.#context;
	}

	/** Closes the browser; the profile stays, as on a phone that is put away. */
	async quit(): Promise<void> {
		await this.#context?.close();
		this.#context = undefined;
	}

	/** Takes the device off the network: the browser knows, and packets do not pass. */
	async goOffline(): Promise<void> {
		this.link.cut();
		await (await this.context()).setOffline(true);
	}

	async goOnline(): Promise<void> {
		this.link.mend();
		await (await this.context()).setOffline(false);
	}

	/** Ends the browser and forgets the profile. */
	async discard(): Promise<void> {
		await this.quit();
		await this.link.close();
		await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
	}

	async #launch(): Promise<BrowserContext> {
		const { width = 390, height = 844, dark, locale } = this.#options;
		const context = await chromium.launchPersistentContext(this.#profile, {
			executablePath: process.env['TEND_CHROMIUM'] ?? '/usr/bin/chromium',
			headless: true,
			args: [...flags, ...(this.#options.flags ?? [])],
			env: { ...process.env, ...this.#options.environment },
			viewport: { width, height },
			colorScheme: dark === true ? 'dark' : 'light',
			locale: locale ?? 'en-GB',
			timezoneId: 'Europe/Lisbon',
			permissions: [...(this.#options.permissions ?? [])],
			hasTouch: width < 900
		});
		context.setDefaultTimeout(30_000);
		context.on('weberror', (error) => {
			this.complaints.push(error.error().message);
		});
		context.on('console', (message) => {
			if (message.type() === 'error') this.complaints.push(message.text());
		});
		return context;
	}
}
