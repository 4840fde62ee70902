/** Encrypts a push message as RFC 8291 says, so that a test can send what no server of ours would. */
import { createCipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

/** The keys of a subscription, as its `toJSON()` has them. */
export interface SubscriptionKeys {
	readonly p256dh: string;
	readonly auth: string;
}

const recordSize = 4096;

/** The body of a push message that holds `text`, in one record of `aes128gcm` (RFC 8188). */
export function encrypt(text: string, { p256dh, auth }: SubscriptionKeys): Uint8Array {
	const device = Buffer.from(p256dh, 'base64url');
	const own = createECDH('prime256v1');
	const ownKey = own.generateKeys();
	const info = Buffer.concat([Buffer.from('WebPush: info\0'), device, ownKey]);
	const secret = hkdf(own.computeSecret(device), Buffer.from(auth, 'base64url'), info, 32);
	const salt = randomBytes(16);
	const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
	const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
	const cipher = createCipheriv('aes-128-gcm', key, nonce);
	// A record ends with 2 if it is the last one.
	const sealed = Buffer.concat([cipher.update(text), cipher.update(Buffer.of(2)), cipher.final()]);
	const size = Buffer.alloc(4);
	size.writeUInt32BE(recordSize);
	return Buffer.concat([salt, size, Buffer.of(ownKey.length), ownKey, sealed, cipher.getAuthTag()]);
}

function hkdf(secret: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}
