/** What the browser says of the room the app has on this device. */
export interface Room {
	/** Bytes in use; browsers round it. */
	readonly used: number;
	/** Bytes it may use. */
	readonly quota: number;
	/** Whether the browser promised not to clear it on its own. */
	readonly kept: boolean;
}

/** Looks at the room, `undefined` where the browser does not tell. */
export async function lookAtRoom(storage: StorageManager | undefined): Promise<Room | undefined> {
	if (storage === undefined) return undefined;
	const [{ usage = 0, quota = 0 }, kept] = await Promise.all([
		storage.estimate(),
		storage.persisted()
	]);
	return { used: usage, quota, kept };
}

/** Bytes as somebody says them. */
export function bytesWords(bytes: number, locale: string): string {
	const [unit, size] =
		bytes >= 1e9
			? (['gigabyte', 1e9] as const)
			: bytes >= 1e6
				? (['megabyte', 1e6] as const)
				: (['kilobyte', 1e3] as const);
	const format = { style: 'unit', unit, maximumFractionDigits: size === 1e3 ? 0 : 1 } as const;
	return new Intl.NumberFormat(locale, format).format(bytes / size);
}
