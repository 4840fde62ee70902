import { createContext } from 'svelte';

import type { Install } from './install.svelte.ts';

/** The root layout sets it, for the browser makes its offer once and at its own time. */
export const [getInstall, setInstall] = createContext<Install>();

/** Opens the question whether to sign out of this device. */
export const [getLeave, setLeave] = createContext<() => void>();
