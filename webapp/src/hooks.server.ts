import type { Handle } from '@sveltejs/kit/hooks';

/**
 * Runs once, when the fallback page is written at build time: the two upright fonts are fetched
 * with the style sheet instead of after it. The italic waits until something is set in it.
 */
export const handle: Handle = ({ event, resolve }) =>
	resolve(event, {
		preload: ({ type, path }) => type !== 'font' || !path.includes('italic')
	});
