/** Postal addresses as they stand on an envelope. */
import type { Address } from '#lib/api/collections.gen.ts';

/** Countries that write the code after the town, by the names and codes under which people write them down. */
const codeLast =
	/^(us|usa|u\.s\.a?\.?|united states( of america)?|ca|canada|gb|uk|u\.k\.|united kingdom|great britain|england|scotland|wales|northern ireland|ie|ireland|au|australia|nz|new zealand|in|india|vereinigte staaten|vereinigtes königreich|kanada|irland|australien|neuseeland|indien)$/iu;

/** Of these the code stands on a line of its own. */
const codeAlone =
	/^(gb|uk|u\.k\.|united kingdom|great britain|england|scotland|wales|northern ireland|ie|ireland|vereinigtes königreich|irland)$/iu;

/**
 * The lines of an address, in the order of its country: the code before the town as most of the
 * world has it, after it where English is spoken. What is missing is left out.
 * Source: Universal Postal Union, addressing systems of its members.
 */
export function addressLines({
	street = '',
	postalCode = '',
	locality = '',
	region = '',
	country = ''
}: Address): string {
	const land = country.trim();
	const lines = (): readonly string[] => {
		if (codeAlone.test(land)) return [street, locality, region, postalCode, country];
		if (codeLast.test(land)) {
			const town = [locality, region].filter(Boolean).join(', ');
			return [street, [town, postalCode].filter(Boolean).join(' '), country];
		}
		return [street, [postalCode, locality].filter(Boolean).join(' '), region, country];
	};
	return lines().filter(Boolean).join('\n');
}
