import { takeOver, takeOverIfAlone } from './take-over.ts';

/** As much of the browser as {@link Updates} watches. */
export type WorkerContainer = Pick<
	ServiceWorkerContainer,
	'controller' | 'ready' | 'addEventListener'
>;

/** The least time in milliseconds between two looks for a new version. */
const pause = 60 * 60 * 1000;

/**
 * New versions of the app. They are fetched in the background and wait until the user says so; one
 * that waited already when the app was opened, with no other page around, takes over at once.
 *
 * A page reloads only if it asked for that itself: the one beside it may hold half a sentence. It
 * goes on with the old version, whose files the worker still keeps, and offers the new one.
 */
export class Updates {
	readonly #reload: () => void;
	#waiting = $state.raw<ServiceWorker>();
	#stale = $state(false);
	#asked = false;
	#registration: ServiceWorkerRegistration | undefined;
	#looked: number;

	constructor(reload: () => void, now: number) {
		this.#reload = reload;
		this.#looked = now;
	}

	/** Whether there is a new version that {@link apply} would bring. */
	get ready(): boolean {
		return this.#stale || this.#waiting !== undefined;
	}

	/** Starts watching, for as long as the page lives. */
	async watch(container: WorkerContainer): Promise<void> {
		// The first worker of all takes over a page that is of its own version.
		let controlled = container.controller !== null;
		container.addEventListener('controllerchange', () => {
			if (this.#asked) this.#reload();
			else this.#stale = controlled;
			controlled = true;
		});
		container.addEventListener('message', ({ data }) => {
			if (data === takeOver) this.#asked = true;
		});
		const registration = await container.ready;
		this.#registration = registration;
		registration.waiting?.postMessage(takeOverIfAlone);
		const note = () => {
			// Without a controller it is the first version that waits, for this very page.
			if (container.controller !== null) this.#waiting = registration.waiting ?? undefined;
		};
		const follow = () => registration.installing?.addEventListener('statechange', note);
		note();
		follow(); // one may be on its way already
		registration.addEventListener('updatefound', follow);
	}

	/** Brings the new version; the page reloads by itself. */
	apply(): void {
		this.#asked = true;
		if (this.#waiting === undefined) this.#reload();
		else this.#waiting.postMessage(takeOver);
	}

	/** Looks for a new version, if the last look is long enough ago. Without a network there is none. */
	look(now: number): void {
		if (now - this.#looked < pause) return;
		this.#looked = now;
		this.#registration?.update().catch(() => undefined);
	}
}
