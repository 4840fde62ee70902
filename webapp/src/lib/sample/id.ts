/** A UUIDv7 that is always the same for a moment, in milliseconds of Unix time, and a number. */
export function idAt(moment: number, number: number): string {
	const time = moment.toString(16).padStart(12, '0');
	const chance = scatter(number) + scatter(number + 0x9e3779b9);
	const variant = (8 + (Number.parseInt(chance[3] ?? '0', 16) & 3)).toString(16);
	return [
		time.slice(0, 8),
		time.slice(8),
		`7${chance.slice(0, 3)}`,
		variant + chance.slice(4, 7),
		chance.slice(4) + scatter(number + 0x3c6ef372)
	]
		.join('-')
		.slice(0, 36);
}

/** Eight hexadecimal digits that look like chance (the finaliser of MurmurHash3, by A. Appleby). */
function scatter(number: number): string {
	let hash = number | 0;
	hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
	hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
	return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
}
