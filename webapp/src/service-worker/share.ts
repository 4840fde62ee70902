/** What other apps share with Tend: text goes to Capture, a vCard to the import. */
import { keepShared } from '#lib/shell/shared.ts';

/** Where the manifest has the platform post to. No server ever sees it. */
const target = '/share';

/** Answers the platform's post with the page that takes it; `undefined` for any other request. */
export function takeShared(request: Request): Promise<Response> | undefined {
	if (request.method !== 'POST' || new URL(request.url).pathname !== target) return undefined;
	return take(request);
}

async function take(request: Request): Promise<Response> {
	const form = await request.formData();
	const card = form.get('card');
	if (card instanceof File && card.size > 0) {
		await keepShared(card);
		return Response.redirect('/import?shared', 303);
	}
	const words = new URLSearchParams();
	for (const name of ['title', 'text', 'url']) {
		const value = form.get(name);
		if (typeof value === 'string' && value !== '') words.set(name, value);
	}
	return Response.redirect(`/capture?${words.toString()}`, 303);
}
