/** A UUIDv7: the milliseconds of its making, then chance. Ids made later sort later. */
export function uuidv7(now = Date.now()): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	for (let i = 0; i < 6; i++) bytes[i] = Math.floor(now / 2 ** (40 - 8 * i)) & 0xff;
	bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
	bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		hex.slice(12, 16),
		hex.slice(16, 20),
		hex.slice(20)
	].join('-');
}

/** When a UUIDv7 was made, in milliseconds of Unix time; 0 for an id of another kind. */
export function madeAt(id: string): number {
	if (id[14] !== '7') return 0;
	return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
}
