import { createContext, type Snippet } from 'svelte';

/** What the frame around the pages lends to each page. */
export interface Chrome {
	/** The small sign of how things stand with sync; a page shows it in its header on phones. */
	readonly status?: Snippet;
}

/** The root layout sets it; {@link Page} reads it, and does without where there is none. */
export const [getChrome, setChrome] = createContext<Chrome>();
