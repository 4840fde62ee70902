/** The path that a link of unknown origin leads to, if that is within the app; else the start. */
export function ownPath(link: string | null, origin: string): string {
	if (link === null) return '/';
	try {
		const url = new URL(link, origin);
		const inside = url.origin === origin && !url.pathname.startsWith('/api/');
		return inside ? url.pathname + url.search + url.hash : '/';
	} catch {
		return '/';
	}
}
