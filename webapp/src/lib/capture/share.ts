/** What another app handed over when it opened Capture. */

/** The parameters of `/capture`, as the manifest names them. */
export interface Opening {
	/** Text for the box: what was shared, each part once, link last. */
	readonly text: string;
	/** Who the note is about, when it is opened from that person's page. */
	readonly contactId: string | undefined;
}

/** Reads the parameters of the address. */
export function openingOf(params: Pick<URLSearchParams, 'get'>): Opening {
	const parts: string[] = [];
	for (const name of ['title', 'text', 'url']) {
		const part = params.get(name)?.trim() ?? '';
		if (part !== '' && !parts.some((other) => other.includes(part))) parts.push(part);
	}
	// Apps often put the title or the link into the text as well.
	const text = parts.filter(
		(part) => !parts.some((other) => other !== part && other.includes(part))
	);
	const contactId = params.get('contact') ?? '';
	return { text: text.join('\n'), contactId: contactId === '' ? undefined : contactId };
}

/** The draft with the shared text after it; a text it already has is not added a second time. */
export function joinDraft(draft: string, shared: string): string {
	if (shared === '' || draft.includes(shared)) return draft;
	return draft.trim() === '' ? shared : `${draft.trimEnd()}\n\n${shared}`;
}
