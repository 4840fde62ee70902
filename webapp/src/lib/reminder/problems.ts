import { m } from '#lib/paraglide/messages.js';

import type { Problems } from './form.ts';

/** What is wrong with a field, in plain words. */
export function problemWords(problem: Problems[keyof Problems]): string | undefined {
	switch (problem) {
		case undefined:
			return undefined;
		case 'required':
			return m.reminder_problem_required();
		case 'too-long':
			return m.reminder_problem_too_long();
		case 'not-a-date':
			return m.reminder_problem_not_a_date();
		case 'not-a-number':
			return m.reminder_problem_not_a_number();
		case 'before-start':
			return m.reminder_problem_before_start();
	}
}
