/** A picture from the camera made small enough to travel with the contact. */
import { collections } from '#lib/api/collections.gen.ts';

/** The side of the square that is kept, in pixels: sharp at the largest size at which a face is shown. */
const SIDE = 320;

/** Tried one after the other until the picture is small enough. */
const QUALITIES = [0.85, 0.7, 0.5] as const;

/** The square in the middle of a picture. */
export function middleSquare(
	width: number,
	height: number
): { readonly x: number; readonly y: number; readonly side: number } {
	const side = Math.min(width, height);
	return { x: Math.floor((width - side) / 2), y: Math.floor((height - side) / 2), side };
}

/** The picture as a small `data:` URL. Rejects if the file is no picture that this browser can read. */
export async function smallPhoto(file: Blob): Promise<string> {
	const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
	const canvas = document.createElement('canvas');
	const { x, y, side } = middleSquare(picture.width, picture.height);
	const size = Math.min(SIDE, side);
	canvas.width = size;
	canvas.height = size;
	canvas.getContext('2d')?.drawImage(picture, x, y, side, side, 0, 0, size, size);
	picture.close();
	for (const quality of QUALITIES) {
		const url = canvas.toDataURL('image/jpeg', quality);
		if (url.length <= collections.contact.photo.maxLength) return url;
	}
	throw new Error('the picture is too large even when it is made small');
}
