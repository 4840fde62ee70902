/** Asks again and again until there is an answer; how long is for slow machines. */
export async function until<T>(
	what: string,
	ask: () => Promise<T | undefined>,
	ms = 30_000
): Promise<T> {
	const end = Date.now() + ms;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() > end) throw new Error(`not within ${String(ms)} ms: ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
