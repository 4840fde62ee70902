import { expect, test } from 'vitest';

import { standing, type Standable } from './standing.ts';

const calm: Standable = { state: 'synced', pending: 0, parked: [], firstSync: undefined };
const parked: Standable['parked'] = [
	{
		mid: 'm',
		collection: 'note',
		id: 'n',
		code: 'c',
		field: undefined,
		detail: '',
		fields: {},
		at: 0
	}
];

test.each<[string, Partial<Standable>, string, string]>([
	['nothing is owed', {}, 'Synced', 'moss'],
	['a change waits for its turn', { state: 'waiting', pending: 2 }, '2 saved here', 'hollow'],
	['a change is on its way', { state: 'syncing', pending: 1 }, '1 saved here', 'hollow'],
	['there is no network', { state: 'offline' }, 'Offline', 'hollow'],
	['changes wait for the network', { state: 'offline', pending: 3 }, 'Offline · 3', 'hollow'],
	[
		'everything is being fetched',
		{ state: 'syncing', firstSync: 0.427 },
		'Getting ready · 42 %',
		'hollow'
	],
	['the session ended', { state: 'signed-out', pending: 3 }, 'Signed out', 'clay'],
	['something went wrong', { state: 'trouble', pending: 3 }, 'Not syncing', 'clay'],
	['the user has to decide', { state: 'offline', parked }, 'Needs attention', 'clay']
])('when %s', (_, some, word, dot) => {
	expect(standing({ ...calm, ...some })).toMatchObject({ word, dot });
});
