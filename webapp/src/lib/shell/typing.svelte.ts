/**
 * Whether there is text on the page that was typed and, for all that can be known from outside, not
 * saved yet. A reload would wait for nobody, so the offer of a new version waits for this.
 *
 * It asks nothing of the pages: typing begins with an `input` event and ends with a `submit`, or by
 * leaving the page.
 */
export class Typing {
	#unsaved = $state(false);

	get unsaved(): boolean {
		return this.#unsaved;
	}

	/** Listens to the document until the returned function is called. */
	watch(document: Document): () => void {
		const began = ({ target }: Event) => {
			if (isText(target)) this.#unsaved = true;
		};
		const ended = () => this.settle();
		document.addEventListener('input', began);
		document.addEventListener('submit', ended);
		return () => {
			document.removeEventListener('input', began);
			document.removeEventListener('submit', ended);
		};
	}

	/** The text was saved or left. */
	settle(): void {
		this.#unsaved = false;
	}
}

function isText(target: EventTarget | null): boolean {
	if (target instanceof HTMLInputElement) {
		return !['checkbox', 'radio', 'search', 'range', 'file'].includes(target.type);
	}
	return (
		target instanceof HTMLTextAreaElement ||
		(target instanceof HTMLElement && target.isContentEditable)
	);
}
