/**
 * Will this phone ring? A reminder reaches somebody over a chain of links, and each can break without
 * a word. Here is what follows from what can be seen of them.
 */

/** What the server says of this device, `undefined` where it cannot be asked. */
export interface ServerSide {
	/** Whether it has a subscription of this device. */
	readonly knows: boolean;
	/** Whether this browser subscribed for the key that the server signs with. */
	readonly sameKey: boolean;
	readonly lastSentAt: Date | undefined;
	/** Only if nothing got through since. */
	readonly lastError: string | undefined;
	readonly lastErrorAt: Date | undefined;
}

/** What became of a test. */
export type Trial =
	| 'none'
	| 'under-way'
	/** The server or the push service did not take it. */
	| 'refused'
	/** The push service took it, and this page has not heard of it since. */
	| 'unseen'
	| 'arrived';

/** All that can be seen from this page. */
export interface Evidence {
	readonly supported: boolean;
	/** Whether it is an iPhone or iPad with the app in a tab. */
	readonly installFirst: boolean;
	readonly permission: NotificationPermission;
	readonly worker: boolean;
	readonly subscribed: boolean;
	readonly server: ServerSide | undefined;
	readonly trial: Trial;
}

/** The links, in the order in which they hang together. */
export const links = [
	'browser',
	'permission',
	'worker',
	'subscription',
	'server',
	'key',
	'delivery',
	'arrival'
] as const;

/** The name of a link. */
export type LinkName = (typeof links)[number];

/** Whether a link holds; `unknown` where it cannot be seen now, or hangs on one that does not hold. */
export type Hold = 'holds' | 'broken' | 'unknown';

/** One link as it was found. */
export interface Link {
	readonly name: LinkName;
	readonly hold: Hold;
}

/** Each link, by itself. */
const judge: Readonly<Record<LinkName, (seen: Evidence) => Hold>> = {
	browser: ({ supported }) => (supported ? 'holds' : 'broken'),
	permission: ({ permission }) => (permission === 'granted' ? 'holds' : 'broken'),
	worker: ({ worker }) => (worker ? 'holds' : 'broken'),
	subscription: ({ subscribed }) => (subscribed ? 'holds' : 'broken'),
	server: ({ server }) => said(server?.knows),
	key: ({ server }) => said(server?.sameKey),
	delivery: ({ server }) => {
		if (server?.lastError !== undefined) return 'broken';
		return server?.lastSentAt === undefined ? 'unknown' : 'holds';
	},
	arrival: ({ trial }) => {
		if (trial === 'arrived') return 'holds';
		return trial === 'refused' ? 'broken' : 'unknown';
	}
};

function said(answer: boolean | undefined): Hold {
	if (answer === undefined) return 'unknown';
	return answer ? 'holds' : 'broken';
}

/** Those about the past: broken, they do not keep the next one from being tried. */
const ofThePast: ReadonlySet<LinkName> = new Set(['delivery']);

/** The chain as it was found. What hangs on a broken link is not judged. */
export function chainOf(seen: Evidence): readonly Link[] {
	let whole = true;
	return links.map((name) => {
		const hold = whole ? judge[name](seen) : 'unknown';
		if (hold === 'broken' && !ofThePast.has(name)) whole = false;
		return { name, hold };
	});
}

/** The answer: `yes` only if something was seen to come through. */
export type Verdict = 'yes' | 'likely' | 'no' | 'offline';

/** What the chain comes to. */
export function verdictOf(seen: Evidence): Verdict {
	const broken = chainOf(seen).filter(({ hold }) => hold === 'broken');
	// What came through just now tells more than what failed before.
	const onlyBefore = broken.every(({ name }) => name === 'delivery');
	if (seen.trial === 'arrived' && onlyBefore) return 'yes';
	if (broken.length > 0) return 'no';
	return seen.server === undefined ? 'offline' : 'likely';
}

/** The first link that does not hold, `undefined` if none is seen to be broken. */
export function firstBroken(chain: readonly Link[]): LinkName | undefined {
	return chain.find(({ hold }) => hold === 'broken')?.name;
}
