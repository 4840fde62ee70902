import { redirect } from '@sveltejs/kit';

import { rememberedAccount } from '#lib/account/local.ts';
import { getLocale, overwriteGetLocale } from '#lib/paraglide/runtime.js';

import type { LayoutLoad } from './$types';

/** Tend is an app on the device: there is no server that could draw it, and offline there is none at all. */
export const ssr = false;

// Another language means another load of the page; until then there is no need to look for it at
// each message, of which a list shows hundreds.
const locale = getLocale();
overwriteGetLocale(() => locale);

/** Who has no data on this device is shown the way in, and afterwards what they came for. */
export const load: LayoutLoad = ({ url }) => {
	if (url.pathname === '/sign-in' || rememberedAccount() !== undefined) return;
	const to = url.pathname + url.search;
	redirect(307, to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`);
};
