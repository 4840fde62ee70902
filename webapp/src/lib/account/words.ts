import type { Problem } from '#lib/api/problem.ts';
import { m } from '#lib/paraglide/messages.js';

/** What the server's rules are in the user's language; the server itself speaks English. */
const rules: Readonly<Record<string, () => string>> = {
	'credentials-invalid': m.account_problem_credentials,
	'email-invalid': m.account_problem_email,
	'email-taken': m.account_problem_email_taken,
	'password-too-common': m.account_problem_password_common,
	'password-too-long': m.account_problem_password_long,
	'password-too-short': m.account_problem_password_short,
	'https-required': m.account_problem_insecure,
	'registration-closed': m.account_problem_closed,
	'too-many-attempts': m.account_problem_too_many,
	busy: m.account_problem_busy,
	unavailable: m.account_problem_busy
};

/** One sentence for the whole form, where no field is at fault. */
export function problemWords({ code, detail }: Problem): string {
	return rules[code]?.() ?? (detail === '' ? m.account_problem_other() : detail);
}

/** The sentence below one field, if it is at fault. */
export function fieldWords(problem: Problem | undefined, field: string): string | undefined {
	const violation = problem?.fields.get(field);
	return violation && (rules[violation.rule]?.() ?? violation.message);
}
