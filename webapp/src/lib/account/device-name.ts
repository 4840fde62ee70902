import { isAppleTouch, type Agent } from '#lib/ui/platform.ts';

const browsers: readonly (readonly [RegExp, string])[] = [
	[/\bEdg(?:A|iOS)?\//, 'Edge'],
	[/\bOPR\//, 'Opera'],
	[/\bSamsungBrowser\//, 'Samsung Internet'],
	[/(?:Firefox|FxiOS)\//, 'Firefox'],
	[/(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
	[/\bSafari\//, 'Safari']
];

const systems: readonly (readonly [RegExp, string])[] = [
	[/\biPhone\b/, 'iPhone'],
	[/\biPad\b/, 'iPad'],
	[/\bAndroid\b/, 'Android'],
	[/\bCrOS\b/, 'Chromebook'],
	[/\bWindows\b/, 'Windows'],
	[/\bMac OS X\b/, 'Mac'],
	[/\bLinux\b/, 'Linux']
];

/**
 * A name that somebody would give the device, such as "Safari · iPhone". Only a proposal: it is
 * shown in a field, and in the list of devices when one has to be recognised.
 */
export function guessDeviceName(agent: Agent): string {
	const browser = first(browsers, agent.userAgent) ?? 'Browser';
	const system = first(systems, agent.userAgent);
	const place = system === 'Mac' && isAppleTouch(agent) ? 'iPad' : system;
	return place === undefined ? browser : `${browser} · ${place}`;
}

function first(
	table: readonly (readonly [RegExp, string])[],
	userAgent: string
): string | undefined {
	return table.find(([pattern]) => pattern.test(userAgent))?.[1];
}
