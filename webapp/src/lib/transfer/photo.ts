/** Pictures of contacts: small enough to sync, whatever the file held. */

/** Length of the longer side, in pixels: three times the largest face on the screen. */
const side = 240;

/** Pictures above this length of their data: URL are not even decoded. */
const mostCharacters = 12_000_000;

/**
 * Makes a small JPEG of a `data:` URL. Resolves with `undefined` if the data is
 * no picture that this browser can read.
 */
export async function shrinkPhoto(dataUrl: string): Promise<string | undefined> {
	if (dataUrl.length > mostCharacters) return undefined;
	const blob = blobOf(dataUrl);
	return blob === undefined ? undefined : shrinkImage(blob);
}

/** Makes a small JPEG of a picture file, as a `data:` URL; `undefined` if it cannot be read. */
export async function shrinkImage(blob: Blob): Promise<string | undefined> {
	let bitmap: ImageBitmap;
	try {
		bitmap = await createImageBitmap(blob);
	} catch {
		return undefined;
	}
	const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
	const canvas = document.createElement('canvas');
	canvas.width = Math.max(1, Math.round(bitmap.width * scale));
	canvas.height = Math.max(1, Math.round(bitmap.height * scale));
	const context = canvas.getContext('2d');
	context?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
	bitmap.close();
	return context === null ? undefined : canvas.toDataURL('image/jpeg', 0.8);
}

/** The bytes of a base64 `data:` URL. It is not fetched, since the page's policy lets nothing but our server be. */
function blobOf(dataUrl: string): Blob | undefined {
	const match = /^data:(image\/[a-z0-9.+-]+);base64,(.*)$/is.exec(dataUrl);
	if (match === null) return undefined;
	try {
		const bytes = Uint8Array.from(atob(match[2] ?? ''), (c) => c.charCodeAt(0));
		return new Blob([bytes], { type: match[1] ?? '' });
	} catch {
		return undefined;
	}
}
