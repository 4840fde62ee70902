import { m } from '#lib/paraglide/messages.js';

import type { Problem } from './check.ts';

/** What is wrong with a field, in plain words. */
export function problemWords(problem: Problem | undefined): string | undefined {
	switch (problem) {
		case undefined:
			return undefined;
		case 'required':
			return m.contact_problem_required();
		case 'too-long':
			return m.contact_problem_too_long();
		case 'not-a-mail':
			return m.contact_problem_not_a_mail();
		case 'not-a-link':
			return m.contact_problem_not_a_link();
		case 'not-a-date':
			return m.contact_problem_not_a_date();
		case 'not-days':
			return m.contact_problem_not_days();
		case 'name-missing':
			return m.contact_problem_name_missing();
		case 'name-taken':
			return m.contact_problem_name_taken();
		case 'name-slash':
			return m.contact_problem_name_slash();
	}
}
