/** Dates of vCards (RFC 6350 §4.3, ISO 8601 basic and extended) as Tend writes partial dates. */

/**
 * Reads a date as `YYYY-MM-DD`, `YYYY-MM`, `YYYY` or `--MM-DD`; a time of day
 * behind it is dropped. `omittedYear` is the year that Apple writes when there
 * is none (`X-APPLE-OMIT-YEAR`). Returns `undefined` for what is no date.
 */
export function readDate(value: string, omittedYear?: string): string | undefined {
	const text = value.trim().replace(/[T ]\d{2}.*$/i, '');
	const match =
		/^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text) ??
		/^(--)(\d{2})-?(\d{2})$/.exec(text) ??
		/^(\d{4})-(\d{2})$/.exec(text) ??
		/^(\d{4})$/.exec(text);
	if (match === null) return undefined;
	const [, year = '', month, day] = match;
	const noYear = year === '--' || year === omittedYear || year === '0000';
	if (!exists(noYear ? 2000 : Number(year), month, day)) return undefined;
	if (noYear) return month === undefined || day === undefined ? undefined : `--${month}-${day}`;
	return [year, month, day].filter((part) => part !== undefined).join('-');
}

function exists(year: number, month: string | undefined, day: string | undefined): boolean {
	if (month === undefined) return true;
	const m = Number(month);
	if (m < 1 || m > 12) return false;
	if (day === undefined) return true;
	const d = Number(day);
	const date = new Date(0);
	date.setUTCFullYear(year, m, 0); // the last day of month m
	return d >= 1 && d <= date.getUTCDate();
}
