import { expect, test } from 'vitest';

import type { Promise as PromiseFields } from '#lib/api/collections.gen.ts';

import { nudgeState } from './nudge.ts';

const theirs: PromiseFields = { by: 'them', due: '2026-11-20', text: 'Draft' };

test.each<[string, PromiseFields, string, ReturnType<typeof nudgeState>]>([
	['on the day itself there is none', theirs, '2026-11-20', { kind: 'none' }],
	['a day later the first is ready', theirs, '2026-11-21', { kind: 'ready', nth: 1 }],
	[
		'after the first they have a week',
		{ ...theirs, nudges: { '2026-11-21': true } },
		'2026-11-27',
		{ kind: 'waiting', until: '2026-11-28' }
	],
	[
		'then the second is ready',
		{ ...theirs, nudges: { '2026-11-21': true } },
		'2026-11-28',
		{ kind: 'ready', nth: 2 }
	],
	[
		'there is no third',
		{ ...theirs, nudges: { '2026-11-21': true, '2026-11-28': true } },
		'2027-01-01',
		{ kind: 'spent' }
	],
	[
		'one that was taken back does not count',
		{ ...theirs, nudges: { '2026-11-21': false } },
		'2026-11-22',
		{ kind: 'ready', nth: 1 }
	],
	['nobody nudges themselves', { ...theirs, by: 'me' }, '2026-11-25', { kind: 'none' }],
	[
		'what is done needs none',
		{ ...theirs, delivery: 'full', deliveredOn: '2026-11-24' },
		'2026-11-25',
		{ kind: 'none' }
	],
	['without a day there is nothing to be late for', { by: 'them' }, '2026-11-25', { kind: 'none' }]
])('%s', (_, fields, today, want) => {
	expect(nudgeState(fields, today)).toEqual(want);
});
