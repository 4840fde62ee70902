import { redirect } from '@sveltejs/kit';

import { rememberedAccount } from '#lib/account/local.ts';
import { isInside } from '#lib/sample/inside.ts';

import type { LayoutLoad } from './$types';

/** Tend is an app on the device: there is no server that could draw it, and offline there is none at all. */
export const ssr = false;

/** Pages for whoever has no data on this device. */
const atTheDoor = ['/sign-in', '/sample'];

/** Who has no data on this device is shown the way in, and afterwards what they came for. */
export const load: LayoutLoad = ({ url }) => {
	if (atTheDoor.includes(url.pathname) || rememberedAccount() !== undefined || isInside()) return;
	const to = url.pathname + url.search;
	redirect(307, to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`);
};
