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

const today: PlaceToGo = { href: '/', icon: 'today', label: m.common_today };
const people: PlaceToGo = {
	href: '/people',
	icon: 'people',
	label: m.common_people,
	also: ['/notes', '/find']
};
const promises: PlaceToGo = { href: '/promises', icon: 'check', label: m.common_promises };
const letters: PlaceToGo = { href: '/letters', icon: 'mail', label: m.letter_title };
const behindMore = ['/settings', '/circles', '/devices', '/attention', '/import'];

/** What has a place of its own at the side, and stands behind More at the thumb. */
const besides: readonly PlaceToGo[] = [
	letters,
	{ href: '/insights', icon: 'columns', label: m.insight_title },
	{ href: '/offers', icon: 'gift', label: m.common_offers, also: ['/introductions', '/pass-on'] },
	{ href: '/reminders', icon: 'bell', label: m.common_reminders },
	{ href: '/review', icon: 'calendar', label: m.common_review, also: ['/goals'] }
];

/** The places of the bar at the thumb, two on each side of capture. */
export const tabs: readonly PlaceToGo[] = [
	today,
	people,
	promises,
	{
		href: '/more',
		icon: 'more',
		label: m.common_more,
		also: [...behindMore, ...besides.flatMap(({ href, also = [] }) => [href, ...also])]
	}
];

/** The places of the rail, which has room for more of them. */
export const rail: readonly PlaceToGo[] = [
	today,
	people,
	promises,
	...besides,
	{ href: '/more', icon: 'more', label: m.common_more, also: behindMore }
];

/** Whether a page belongs to a place. */
export function isAt(path: string, { href, also = [] }: PlaceToGo): boolean {
	const within = (root: string) => path === root || path.startsWith(`${root}/`);
	return href === '/' ? path === '/' : within(href) || also.some(within);
}
