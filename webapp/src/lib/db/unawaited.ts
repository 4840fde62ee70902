/**
 * Lets a request of a transaction go without waiting for it. Whether it worked
 * is told by the transaction, which fails with it: nobody else has to hear of it.
 */
export function unawaited(request: Promise<unknown>): void {
	request.catch(() => undefined);
}
