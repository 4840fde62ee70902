const shortest = 1_000;
const longest = 300_000;

/** How long to wait after so many failures in a row: full jitter below a bound from 1 s to 5 min. */
export function backoff(failures: number, random: () => number = Math.random): number {
	return random() * Math.min(longest, shortest * 2 ** failures);
}
