/** Background Sync (W3C, WICG), which Chromium has and TypeScript's own types lack. */

interface SyncEvent extends ExtendableEvent {
	readonly tag: string;
}

interface ServiceWorkerGlobalScopeEventMap {
	sync: SyncEvent;
}

interface ServiceWorkerRegistration {
	readonly sync?: { register(tag: string): Promise<void> };
}
