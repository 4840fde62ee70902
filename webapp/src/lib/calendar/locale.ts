import { getLocale } from '#lib/paraglide/runtime.js';

import { dateLocale } from './words.ts';

/** The locale in which to write dates and numbers: the app's language as this device speaks it. */
export function currentLocale(): string {
	return dateLocale(getLocale(), navigator.languages);
}
