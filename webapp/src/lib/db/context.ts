import { createContext } from 'svelte';

import type { Database } from './types.ts';

/** The root layout sets the database; whatever is below it gets it. */
export const [getDatabase, setDatabase] = createContext<Database>();
