/** The way back to where one came from: a promise opened on somebody's page leads back to that person. */

/** The page of the app that one came from; `undefined` if this one was the first, or the browser does not tell. */
export function cameFrom(): URL | undefined {
	// Browsers without the Navigation API keep the way back that the page names.
	if (!('navigation' in window)) return undefined;
	const { currentEntry } = window.navigation;
	const before = window.navigation.entries()[(currentEntry?.index ?? 0) - 1];
	return before?.url ? new URL(before.url) : undefined;
}

/** Follows a link back: to where one came from, else to where the link leads. */
export function goBack(event: MouseEvent): void {
	const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
	if (isElsewhere || event.button !== 0 || cameFrom() === undefined) return;
	event.preventDefault();
	history.back();
}
