import { expect, test } from 'vitest';

import type { Interaction } from '#lib/api/collections.gen.ts';
import type { Row } from '#lib/db/types.ts';

import { nearMeetings } from './candidates.ts';

function row(fields: Interaction): Row<'interaction'> {
	const frame = { version: 1, pending: false, deleted: false, createdAt: 0 };
	return {
		id: 'i',
		collection: 'interaction',
		fields: { contacts: { raj: true, ana: {} }, ...fields },
		...frame
	};
}

test.each([
	[{ at: '2026-11-21T13:00', planned: true }, 'before'],
	[{ at: '2026-11-22', planned: true }, 'before'],
	[{ at: '2026-11-21', planned: true }, 'before'],
	[{ at: '2026-11-21T11:00', planned: true }, 'after'],
	[{ at: '2026-11-15', planned: true }, 'after'],
	[{ at: '2026-11-10', planned: true }, undefined],
	[{ at: '2026-11-25', planned: true }, undefined],
	[{ at: '2026-11-21T13:00' }, undefined],
	[{ at: 'soon', planned: true }, undefined],
	[{ at: '2026-11-21T13:00', planned: true, contacts: {} }, undefined]
] as const)('at noon of 21 November, a meeting %j is one to speak of: %s', (fields, moment) => {
	const [near] = nearMeetings([row(fields)], '2026-11-21T12:00');
	expect(near?.moment).toBe(moment);
	if (near) expect(near.contactIds).toEqual(['ana', 'raj']);
});
