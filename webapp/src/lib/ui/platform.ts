/** What a browser tells of itself that says what kind of device it runs on. */
export interface Agent {
	readonly userAgent: string;
	readonly maxTouchPoints: number;
}

/**
 * Whether it is an iPhone or iPad. There an app has to be on the Home Screen before it may show
 * notifications, and no button of ours can put it there. An iPad calls itself a Mac, but has no mouse.
 */
export function isAppleTouch({ userAgent, maxTouchPoints }: Agent): boolean {
	return (
		/\b(?:iPhone|iPad)\b/.test(userAgent) || (/\bMac OS X\b/.test(userAgent) && maxTouchPoints > 1)
	);
}

/** Whether the app runs by itself rather than in a tab. */
export function isStandalone(window: Window): boolean {
	const { standalone } = window.navigator as { readonly standalone?: boolean };
	return standalone === true || window.matchMedia('(display-mode: standalone)').matches;
}
