/**
 * Resolves once what the page shows now has been painted, so that long work behind it keeps nobody
 * waiting; in a page that is not seen, after a moment.
 */
export function painted(): Promise<void> {
	return new Promise((resolve) => {
		const done = () => setTimeout(resolve);
		requestAnimationFrame(done);
		setTimeout(resolve, 200);
	});
}
