import { createContext } from 'svelte';

import type { Theme } from './theme.svelte.ts';

/** The root layout sets the theme; the settings change it. */
export const [getTheme, setTheme] = createContext<Theme>();
