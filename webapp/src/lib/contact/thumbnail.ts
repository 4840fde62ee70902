/** Photos small enough for a list that flies by. */
import type { Reader } from '#lib/db/live.svelte.ts';
import type { ContactSummary } from '#lib/db/types.ts';

/** The side of the square, in pixels: sharp in a row on a screen of three dots a pixel. */
const SIDE = 120;
/** What is not longer is drawn as it is. */
const SMALL = 12_000;
/** So many are kept; a list on its way back meets them again. */
const MANY = 300;

/** The latest thumbnails, by contact and photo; the one asked for last is at the end. */
const kept = new Map<string, Promise<string | undefined>>();

/** The photo of somebody as a small `data:` URL; `undefined` if there is none that can be drawn. */
export function thumbnail(
	db: Pick<Reader, 'get'>,
	{ id, photo }: Pick<ContactSummary, 'id' | 'photo'>
): Promise<string | undefined> {
	if (photo === undefined) return Promise.resolve(undefined);
	const key = `${id}/${photo}`;
	const made = kept.get(key) ?? make(db, id);
	kept.delete(key);
	kept.set(key, made);
	for (const oldest of kept.keys()) {
		if (kept.size <= MANY) break;
		kept.delete(oldest);
	}
	return made;
}

async function make(db: Pick<Reader, 'get'>, id: string): Promise<string | undefined> {
	const photo = (await db.get('contact', id))?.fields.photo;
	if (photo === undefined || photo.length <= SMALL) return photo;
	try {
		return await smaller(photo);
	} catch {
		// Not a picture of which this browser knows how to make a smaller one: it may draw it all the same.
		return photo;
	}
}

async function smaller(photo: string): Promise<string> {
	const image = new Image();
	image.src = photo;
	await image.decode();
	const canvas = document.createElement('canvas');
	canvas.width = canvas.height = SIDE;
	canvas.getContext('2d')?.drawImage(image, 0, 0, SIDE, SIDE);
	return canvas.toDataURL('image/jpeg', 0.8);
}
