/** What was typed into the fields of a form and is in none of the app's stores yet. */

/** A field that takes text of somebody's own; one that looks for something is none. */
type TextField = HTMLInputElement | HTMLTextAreaElement;

/** Remembers how each field began, to tell whether it holds text that would be lost. */
export class Typed {
	readonly #before = new Map<TextField, string>();

	/** To be called when a field takes the focus. */
	begin(target: EventTarget | null): void {
		if (isText(target) && !this.#before.has(target)) this.#before.set(target, target.value);
	}

	/** Whether a field that is still there says something else than it did. */
	get isUnsaved(): boolean {
		return [...this.#before].some(
			([field, value]) => field.isConnected && field.value.trim() !== '' && field.value !== value
		);
	}

	forget(): void {
		this.#before.clear();
	}
}

function isText(target: EventTarget | null): target is TextField {
	if (target instanceof HTMLTextAreaElement) return true;
	return (
		target instanceof HTMLInputElement &&
		target.matches(':is([type=text], [type=url], [type=email], :not([type])):not([role])')
	);
}
