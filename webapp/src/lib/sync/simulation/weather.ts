import type { Random } from './random.ts';

/** A toxic of toxiproxy, as its API takes it; undefined for a network that works. */
export type Toxic =
	| {
			readonly type: string;
			readonly stream: 'upstream' | 'downstream';
			readonly attributes: Readonly<Record<string, number>>;
	  }
	| undefined;

/** Ends each connection after so many bytes. */
export function cut(stream: 'upstream' | 'downstream', bytes: number): Toxic {
	return { type: 'limit_data', stream, attributes: { bytes } };
}

/** Draws a weather. */
export function forecast(random: Random): Toxic {
	const downstream = 'downstream';
	return random.from<() => Toxic>([
		// After the commit, before the answer.
		() => cut(downstream, 0),
		// Inside a line, a header, or what ends a packed page.
		() => cut(downstream, random.below(4000)),
		() => cut(downstream, 600 + random.below(400)),
		() => cut('upstream', random.below(3000)),
		() => ({ type: 'reset_peer', stream: downstream, attributes: { timeout: random.below(60) } }),
		() => ({
			type: 'latency',
			stream: downstream,
			attributes: { latency: 5 + random.below(30), jitter: 10 }
		}),
		() => ({
			type: 'slicer',
			stream: downstream,
			attributes: { average_size: 60, size_variation: 40, delay: 10 }
		}),
		() => ({ type: 'timeout', stream: 'upstream', attributes: { timeout: 50 } })
	])();
}
