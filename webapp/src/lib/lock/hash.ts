/** The slow hash by which a word is known again without being kept. */

/** What one guess costs whoever holds the device. OWASP asks for this many of PBKDF2 with SHA-256. */
const ROUNDS = 600_000;

/** A salt of its own for each word, in hexadecimal digits. */
export function freshSalt(): string {
	return encode(crypto.getRandomValues(new Uint8Array(16)));
}

/** The slow hash of a word. */
export async function hashOf(word: string, salt: string): Promise<string> {
	const bytes = new TextEncoder().encode(word.normalize('NFKC'));
	const key = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveBits']);
	const rule = { name: 'PBKDF2', hash: 'SHA-256', salt: decode(salt), iterations: ROUNDS };
	return encode(new Uint8Array(await crypto.subtle.deriveBits(rule, key, 256)));
}

function encode(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function decode(text: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
