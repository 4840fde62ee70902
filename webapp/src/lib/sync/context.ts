import { createContext } from 'svelte';

import type { SyncStatus } from '#lib/db/types.ts';

/** The root layout sets the status of sync; whatever is below it gets it. */
export const [getSync, setSync] = createContext<SyncStatus>();
