/** Caches that hold one thing a name, which is all that is asked of them in tests. */
export class FakeCaches {
	readonly #kept = new Map<string, Response>();
	readonly open = (name: string) =>
		Promise.resolve({
			put: (_: string, response: Response) => {
				this.#kept.set(name, response);
				return Promise.resolve();
			}
		});
	readonly match = (_: string, { cacheName }: { cacheName: string }) =>
		Promise.resolve(this.#kept.get(cacheName)?.clone());
	readonly delete = (name: string) => Promise.resolve(this.#kept.delete(name));
}
