import { isAppleTouch, type Agent } from '#lib/ui/platform.ts';

/** How this browser puts the app on the home screen. */
export type InstallWay =
	/** It offered to; a button of ours may ask. */
	| 'ask'
	/** Only by hand, through its share menu: iPhone and iPad. */
	| 'by-hand'
	/** It is installed already, or cannot be. */
	| 'none';

/** What the device is, and whether the app runs as an app of its own already. */
export interface Platform extends Agent {
	readonly standalone: boolean;
}

/** The way to the home screen, and the browser's offer while it lasts. */
export class Install {
	readonly #platform: Platform;
	#offer = $state.raw<BeforeInstallPromptEvent>();

	constructor(platform: Platform) {
		this.#platform = platform;
	}

	get way(): InstallWay {
		if (this.#platform.standalone) return 'none';
		if (this.#offer !== undefined) return 'ask';
		return isAppleTouch(this.#platform) ? 'by-hand' : 'none';
	}

	/** Keeps the browser's offer for a button of ours, instead of a banner at its own time. */
	keep(offer: BeforeInstallPromptEvent): void {
		offer.preventDefault();
		this.#offer = offer;
	}

	/** Asks. The offer is good for one answer. */
	async ask(): Promise<void> {
		const offer = this.#offer;
		this.#offer = undefined;
		await offer?.prompt();
	}
}
