import { expect, test } from 'vitest';

import { isAt, places } from './places.ts';

test.each([
	['/', '/'],
	['/people', '/people'],
	['/people/01', '/people'],
	['/people/01/edit', '/people'],
	['/notes/01', '/people'],
	['/reminders/01', '/reminders'],
	['/settings', '/more'],
	['/peoples', undefined],
	['/capture', undefined]
])('%s belongs to %s', (path, want) => {
	expect(places.filter((place) => isAt(path, place)).map(({ href }) => href)).toEqual(
		want === undefined ? [] : [want]
	);
});
