/**
 * Moves the focus to the heading of the page that just opened, so that a screen reader reads it and
 * Tab goes on from there; unless the page gave it to something itself, such as a field to write in.
 */
export function toHeading(document: Document): void {
	const { activeElement, body } = document;
	const taken = activeElement !== null && activeElement !== body && activeElement.matches('main *');
	if (!taken) document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });
}
