/** What the service worker tells pages of a push that has come. */
import { isObject } from '#lib/api/problem.ts';

/** The tag of the message that {@link Push.test} has sent (internal/push). */
export const testTag = 'test';

/** A push has come and is shown; `tag` is its message's. */
export function arrived(tag: string | undefined): { readonly arrived: string } {
	return { arrived: tag ?? '' };
}

/** The tag of a message made by {@link arrived}, `undefined` for any other message. */
export function tagArrived(message: unknown): string | undefined {
	return isObject(message) && typeof message['arrived'] === 'string'
		? message['arrived']
		: undefined;
}
