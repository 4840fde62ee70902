import { render } from '@testing-library/svelte';
import type { Component } from 'svelte';

import type { Database } from '#lib/db/types.ts';
import type { Lock } from '#lib/lock/lock.svelte.ts';

import Stage from './Stage.svelte';

// jsdom has no popovers; menus only have to be told to close.
Object.assign(HTMLElement.prototype, { hidePopover: () => undefined });

/** Shows a component with a database, a lock and toasts around it. Returns how to take it away again. */
export function show<Props extends Record<string, unknown>>(
	db: Database,
	component: Component<Props>,
	props: Props,
	lock?: Lock
): () => void {
	// The stage hands the props on as they are; that they fit is checked where `show` is called.
	const actor = component as unknown as Component<Record<string, unknown>>;
	return render(Stage, { props: { db, component: actor, props, ...(lock && { lock }) } }).unmount;
}
