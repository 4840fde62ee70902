import { m } from '#lib/paraglide/messages.js';
import type { IconName } from '#lib/ui/icons.ts';

/** A place of the app that can be reached from everywhere. */
export interface PlaceToGo {
	readonly href: string;
	readonly icon: IconName;
	readonly label: () => string;
	/** Paths that belong to it, besides its own and those below it. */
	readonly also?: readonly string[];
}

/** The places, in the order of the tabs and of the rail; capture stands apart from them. */
export const places: readonly PlaceToGo[] = [
	{ href: '/', icon: 'today', label: m.common_today },
	{ href: '/people', icon: 'people', label: m.common_people, also: ['/notes', '/find'] },
	{ href: '/reminders', icon: 'bell', label: m.common_reminders },
	{
		href: '/more',
		icon: 'more',
		label: m.common_more,
		also: ['/settings', '/devices', '/attention', '/import']
	}
];

/** Whether a page belongs to a place. */
export function isAt(path: string, { href, also = [] }: PlaceToGo): boolean {
	const within = (root: string) => path === root || path.startsWith(`${root}/`);
	return href === '/' ? path === '/' : within(href) || also.some(within);
}
