/** What a server says instead of a success: an RFC 9457 problem document, as far as the app uses it. */
export interface Problem {
	/** What follows `urn:tend:problem:` in the type, such as `email-taken`. */
	readonly code: string;
	readonly status: number;
	/** One plain sentence in English. */
	readonly detail: string;
	/** The fields of the body at fault, by name. */
	readonly fields: ReadonlyMap<string, Violation>;
}

/** The rule that one field breaks. */
export interface Violation {
	/** Stable, such as `password-too-short`. */
	readonly rule: string;
	/** The rule in English words. */
	readonly message: string;
}

const prefix = 'urn:tend:problem:';

/**
 * Reads the problem out of an answer. Something between the app and the server may have answered
 * in a form of its own: then the status alone has to do.
 */
export async function readProblem(response: Response): Promise<Problem> {
	const body: unknown = await response.json().catch(() => undefined);
	const { type, detail, errors } = isObject(body) ? body : {};
	const known = typeof type === 'string' && type.startsWith(prefix);
	return {
		code: known ? type.slice(prefix.length) : `status-${response.status}`,
		status: response.status,
		detail: typeof detail === 'string' ? detail : '',
		fields: new Map((Array.isArray(errors) ? errors : []).flatMap(violation))
	};
}

function violation(error: unknown): [string, Violation][] {
	if (!isObject(error)) return [];
	const { location, rule, message } = error;
	if (typeof location !== 'string' || typeof message !== 'string') return [];
	const field = location.replace(/^body\./, '');
	return [[field, { rule: typeof rule === 'string' ? rule : '', message }]];
}

/** Whether a parsed JSON value is an object whose members can be looked at. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}
