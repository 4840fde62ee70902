/** The order of names, as the alphabet of the reader has it. */

/**
 * Languages in whose alphabet the letters a to z and the space stand as in ASCII, and no two of them
 * count as one letter (as `ch` does in Czech).
 */
const asInAscii: ReadonlySet<string> = new Set(['de', 'en', 'es', 'fr', 'it', 'nl', 'pt']);

/** What is put in order. */
export interface Named {
	readonly id: string;
	readonly fullName: string;
	/** See {@link plainName}. */
	readonly plain: string | undefined;
}

/**
 * A name for comparing if it is all letters from a to z and spaces, in lower case. Most are, in the
 * languages of above, and then a comparison costs a twentieth of asking the collator.
 */
export function plainName(name: string): string | undefined {
	return /^[A-Za-z ]*$/.test(name) ? name.toLowerCase() : undefined;
}

/** Compares by names, and of the same names by ids. */
export class NameOrder {
	/** Whose alphabet it is. */
	readonly locale: string;
	readonly #collator: Intl.Collator;
	readonly #isPlain: boolean;

	/** In the order of `locale`, or that of the browser. */
	constructor(locale?: string) {
		this.#collator = new Intl.Collator(locale, { sensitivity: 'base', numeric: true });
		this.locale = this.#collator.resolvedOptions().locale;
		this.#isPlain = asInAscii.has(new Intl.Locale(this.locale).language);
	}

	readonly compare = (a: Named, b: Named): number =>
		this.#byName(a, b) || (a.id < b.id ? -1 : Number(a.id > b.id));

	#byName(a: Named, b: Named): number {
		if (!this.#isPlain || a.plain === undefined || b.plain === undefined) {
			return this.#collator.compare(a.fullName, b.fullName);
		}
		return a.plain < b.plain ? -1 : Number(a.plain > b.plain);
	}
}
