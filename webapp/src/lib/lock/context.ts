import { createContext } from 'svelte';

import type { Lock } from './lock.svelte.ts';

/** The lock of whoever is signed in; set once for all pages. */
export const [getLock, setLock] = createContext<Lock>();
