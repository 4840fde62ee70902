import { createSubscriber } from 'svelte/reactivity';

const MINUTE = 60_000;

/** The time, moving on with each minute while somebody looks at it, and at once when the page is seen again. */
export class Now {
	#current = new Date();
	readonly #subscribe = createSubscriber((update) => {
		const tick = () => {
			this.#current = new Date();
			update();
		};
		const timer = setInterval(tick, MINUTE);
		document.addEventListener('visibilitychange', tick);
		return () => {
			clearInterval(timer);
			document.removeEventListener('visibilitychange', tick);
		};
	});

	get current(): Date {
		this.#subscribe();
		return this.#current;
	}
}
