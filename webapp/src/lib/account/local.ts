import { isObject } from '#lib/api/problem.ts';

/** Whose data this device holds: enough to open it without a network and without a token. */
export interface LocalAccount {
	readonly userId: string;
	readonly email: string;
	readonly spaceId: string;
	readonly epoch: string;
	/** What the user calls this device. */
	readonly deviceName: string;
}

/** Where the account is kept. Other tabs hear of a change through the `storage` event. */
export const accountKey = 'tend.account';

/** The account of this device, `undefined` before the first sign-in and after signing out. */
export function rememberedAccount(storage: Storage = localStorage): LocalAccount | undefined {
	try {
		const stored: unknown = JSON.parse(storage.getItem(accountKey) ?? 'null');
		return isAccount(stored) ? stored : undefined;
	} catch {
		return undefined;
	}
}

/** Makes `account` the one of this device. */
export function rememberAccount(account: LocalAccount, storage: Storage = localStorage): void {
	storage.setItem(accountKey, JSON.stringify(account));
}

/** Removes everything of one user from the storage, but not the choices about the device itself. */
export function forgetAccount(userId: string, storage: Storage = localStorage): void {
	if (rememberedAccount(storage)?.userId === userId) storage.removeItem(accountKey);
	const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '');
	for (const key of keys) {
		if (key.startsWith('tend.') && key.includes(userId)) storage.removeItem(key);
	}
}

function isAccount(stored: unknown): stored is LocalAccount {
	const names = ['userId', 'email', 'spaceId', 'epoch', 'deviceName'];
	return isObject(stored) && names.every((name) => typeof stored[name] === 'string');
}
