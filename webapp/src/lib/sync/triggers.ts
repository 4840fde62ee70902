/** What the page tells of whether it is looked at and has a network. */
export interface PageEvents {
	/** Somebody came back, or the network did: a good moment to sync. */
	woken(): void;
	online(online: boolean): void;
	/** The page is looked at; `signal` says when it no longer is. */
	attended(signal: AbortSignal): void;
}

/** A page out of sight keeps its line to the server for so long, in milliseconds. */
const linger = 60_000;

/** Listens to the page until `signal` says stop. */
export function watchPage(events: PageEvents, signal: AbortSignal): void {
	let attending: AbortController | undefined;
	let leaving: ReturnType<typeof setTimeout> | undefined;
	const attend = () => {
		clearTimeout(leaving);
		if (document.visibilityState === 'hidden') {
			leaving = setTimeout(() => {
				attending?.abort();
				attending = undefined;
			}, linger);
			return;
		}
		if (attending !== undefined) return;
		attending = new AbortController();
		events.attended(AbortSignal.any([attending.signal, signal]));
	};
	const wake = () => {
		if (document.visibilityState !== 'hidden') events.woken();
	};
	const connected = () => {
		events.online(navigator.onLine);
		if (navigator.onLine) events.woken();
	};
	const once = { signal };
	document.addEventListener('visibilitychange', wake, once);
	document.addEventListener('visibilitychange', attend, once);
	addEventListener('focus', wake, once);
	addEventListener('pageshow', wake, once);
	addEventListener('online', connected, once);
	addEventListener('offline', connected, once);
	signal.addEventListener('abort', () => clearTimeout(leaving));
	events.online(navigator.onLine);
	attend();
}
