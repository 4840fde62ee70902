/** Where a key leads that is pressed outside of any field, `undefined` if it leads nowhere. */
export function shortcut(event: KeyboardEvent): string | undefined {
	if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) {
		return undefined;
	}
	if (writes(event.target) || document.querySelector('dialog:modal') !== null) return undefined;
	switch (event.key) {
		case 'c':
		case 'C':
			return '/capture';
		case '/':
			return '/find';
		default:
			return undefined;
	}
}

/** The form that is taken with Ctrl or Command and Enter, also from a box where Enter alone begins a line. */
export function formTaken(event: KeyboardEvent): HTMLFormElement | undefined {
	const isTaken = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing;
	if (!isTaken || event.repeat || event.defaultPrevented) return undefined;
	return (event.target instanceof Element && event.target.closest('form')) || undefined;
}

/** Whether a key pressed on `target` is a letter of somebody's text. */
function writes(target: EventTarget | null): boolean {
	return (
		target instanceof HTMLElement &&
		(target.isContentEditable || target.matches('input, textarea, select, [role=textbox]'))
	);
}
