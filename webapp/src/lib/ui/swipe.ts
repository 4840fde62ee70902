/** A card that can be wiped to either side, as a thumb does it; the buttons do the same. */
import type { Attachment } from 'svelte/attachments';

/** What happens when a card was wiped far enough to a side of the reading direction. */
export interface Swipes {
	readonly tostart: () => void;
	readonly toend: () => void;
}

/** So many pixels are meant; fewer may be a shaky thumb. */
const FAR = 96;
/** From so many pixels on a movement is a wipe and not a press. */
const BEGUN = 12;

/** Lets the card follow the finger, and says to which side it was wiped. */
export function swipe(swipes: () => Swipes): Attachment<HTMLElement> {
	return (card) => {
		let from: number | undefined;
		let moved = 0;
		let wiped = false;
		const settle = () => {
			from = undefined;
			moved = 0;
			card.style.removeProperty('translate');
		};
		const down = (event: PointerEvent) => {
			wiped = false;
			if (event.pointerType === 'touch' && event.isPrimary) from = event.clientX;
		};
		const move = (event: PointerEvent) => {
			if (from === undefined) return;
			moved = event.clientX - from;
			if (Math.abs(moved) > BEGUN) card.style.setProperty('translate', `${String(moved)}px`);
		};
		const up = () => {
			const far = moved;
			settle();
			wiped = Math.abs(far) > BEGUN;
			if (Math.abs(far) < FAR) return;
			const isStart = far < 0 === (getComputedStyle(card).direction === 'ltr');
			if (isStart) swipes().tostart();
			else swipes().toend();
		};
		// A wipe that ends over a button has not pressed it.
		const click = (event: MouseEvent) => {
			if (wiped) event.preventDefault();
		};
		const stop = new AbortController();
		const { signal } = stop;
		card.addEventListener('pointerdown', down, { signal });
		card.addEventListener('pointermove', move, { signal });
		card.addEventListener('pointerup', up, { signal });
		card.addEventListener('pointercancel', settle, { signal });
		card.addEventListener('click', click, { signal, capture: true });
		return () => stop.abort();
	};
}
