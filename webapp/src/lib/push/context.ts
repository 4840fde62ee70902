import { createContext } from 'svelte';

import type { Push } from './push.ts';

/** Whatever is drawn for a signed-in user gets it. */
export const [getPush, setPush] = createContext<Push>();
