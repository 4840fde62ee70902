import { currentLocale } from './locale.ts';
import { Now } from './now.svelte.ts';
import { deviceZone, wallDate, type WallDate } from './wall.ts';

/** Where and when the reader is: the moving time, the day, the zone and the locale. One for each component that asks. */
export class Here {
	readonly zone = deviceZone();
	readonly locale = currentLocale();
	readonly #now = new Now();
	readonly #today = $derived(wallDate(this.#now.current, this.zone));

	/** The time, to the minute. */
	get now(): Date {
		return this.#now.current;
	}

	get today(): WallDate {
		return this.#today;
	}
}
