/**
 * What jsdom lacks of a browser and the components rely on. Each piece does the least that a test
 * can observe.
 */

if ('window' in globalThis) {
	// jsdom has <dialog> as an element, but cannot open it.
	Object.assign(HTMLDialogElement.prototype, {
		showModal(this: HTMLDialogElement) {
			this.open = true;
		},
		close(this: HTMLDialogElement) {
			if (!this.open) return;
			this.open = false;
			this.dispatchEvent(new Event('close'));
		}
	});

	Object.assign(window, {
		matchMedia: (media: string) => Object.assign(new EventTarget(), { matches: false, media }),
		scrollTo: () => undefined
	});
}
