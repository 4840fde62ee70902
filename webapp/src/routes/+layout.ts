import { redirect } from '@sveltejs/kit';

import { rememberedAccount } from '#lib/account/local.ts';

import type { LayoutLoad } from './$types';

/** Tend is an app on the device: there is no server that could draw it, and offline there is none at all. */
export const ssr = false;

/** Who has no data on this device is shown the way in, and afterwards what they came for. */
export const load: LayoutLoad = ({ url }) => {
	if (url.pathname === '/sign-in' || rememberedAccount() !== undefined) return;
	const to = url.pathname + url.search;
	redirect(307, to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`);
};
