/** Somebody as a quarterly review shows them, and the keys that decide. */

/** What is needed to decide. */
export interface About {
	readonly id: string;
	readonly name: string;
	readonly photo: string | undefined;
	/** What they do. */
	readonly role: string;
	readonly circleId: string | undefined;
	/** Circle, stage, who is ahead: a word each. */
	readonly chips: readonly string[];
	/** What they did before, if they do something else now. */
	readonly reform: string | undefined;
	/** What was last, what is open between you, what they need, what you both want. */
	readonly lines: readonly { readonly label: string; readonly texts: readonly string[] }[];
}

/** What can be decided. */
export type Choice = 'keep' | 'circle' | 'aim' | 'wind' | 'later';

const keys: Readonly<Record<string, Choice>> = {
	'1': 'keep',
	'2': 'circle',
	'3': 'aim',
	'4': 'wind',
	'5': 'later'
};

/** What a key decides that is pressed outside of any field. */
export function choiceOf(event: KeyboardEvent): Choice | undefined {
	if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return undefined;
	const { target } = event;
	const isWriting =
		target instanceof HTMLElement && target.matches('input, textarea, select, [role=textbox]');
	return isWriting || document.querySelector('dialog:modal') !== null ? undefined : keys[event.key];
}
