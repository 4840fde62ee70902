import { isAppleTouch, type Agent } from '#lib/ui/platform.ts';

/** The system that decides, after the browser, what is shown and what makes a sound. */
export type System = 'ios' | 'android' | 'mac' | 'windows' | 'other';

/** Which system this is, as far as the browser says. */
export function systemOf(agent: Agent): System {
	const { userAgent } = agent;
	if (isAppleTouch(agent)) return 'ios';
	if (/\bAndroid\b/.test(userAgent)) return 'android';
	if (/\bMac OS X\b/.test(userAgent)) return 'mac';
	return /\bWindows\b/.test(userAgent) ? 'windows' : 'other';
}
