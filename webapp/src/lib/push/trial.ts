/** A test that is sent to this very device, and whether it is seen to come. */
import { tagArrived, testTag } from './arrived.ts';
import type { Trial } from './chain.ts';
import type { Push } from './push.ts';

/** How long a test may take, in milliseconds. Push services need a second or two. */
const patience = 15_000;

/** Where the service worker's messages come in: `navigator.serviceWorker`. */
export type Ear = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

/** Sends a test and waits until the service worker tells that it came. */
export async function tryIt(push: Pick<Push, 'devices' | 'test'>, ear: Ear): Promise<Trial> {
	const { promise: heard, resolve } = Promise.withResolvers<Trial>();
	const listen = (event: Event) => {
		if (event instanceof MessageEvent && tagArrived(event.data) === testTag) resolve('arrived');
	};
	ear.addEventListener('message', listen);
	let timer: ReturnType<typeof setTimeout> | undefined;
	try {
		const here = (await push.devices())?.find(({ current }) => current);
		if (here === undefined || !(await push.test(here.id))) return 'refused';
		timer = setTimeout(() => resolve('unseen'), patience);
		return await heard;
	} finally {
		clearTimeout(timer);
		ear.removeEventListener('message', listen);
	}
}
