/**
 * Something that most visits never open, such as a sheet: loaded when it is first wanted, and kept.
 *
 * ```svelte
 * const Sheet = lazy(() => import('./Sheet.svelte'), () => open);
 * {#if Sheet.current}<Sheet.current bind:open />{/if}
 * ```
 *
 * Call it while a component initialises. Offline the file comes from the service worker; without one
 * it is tried again the next time it is wanted.
 */
export function lazy<T>(
	load: () => Promise<{ readonly default: T }>,
	wanted: () => boolean
): { readonly current: T | undefined } {
	let current = $state.raw<T>();
	$effect(() => {
		if (!wanted() || current !== undefined) return;
		load().then(
			(module) => (current = module.default),
			(error: unknown) => console.warn(error)
		);
	});
	return {
		get current() {
			return current;
		}
	};
}
