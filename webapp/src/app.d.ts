declare global {
	/** What browsers have and TypeScript's own types lack. */
	interface Window {
		/** Files that the platform opens with the installed app (Launch Handler API). */
		readonly launchQueue?: {
			setConsumer(
				consumer: (launch: { readonly files: readonly FileSystemFileHandle[] }) => unknown
			): void;
		};
	}

	interface WindowEventMap {
		beforeinstallprompt: BeforeInstallPromptEvent;
	}

	/** Chromium offers to install the app; the offer is kept until somebody presses a button of ours. */
	interface BeforeInstallPromptEvent extends Event {
		prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' }>;
	}
}

export {};
