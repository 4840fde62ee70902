import { expect, test } from 'vitest';

import { isAt, rail, tabs } from './places.ts';

test.each([
	['/', '/', '/'],
	['/people', '/people', '/people'],
	['/people/01', '/people', '/people'],
	['/people/01/edit', '/people', '/people'],
	['/notes/01', '/people', '/people'],
	['/promises', '/promises', '/promises'],
	['/promises/01', '/promises', '/promises'],
	['/reminders/01', '/more', '/reminders'],
	['/offers', '/more', '/offers'],
	['/introductions/01', '/more', '/offers'],
	['/settings', '/more', '/more'],
	['/peoples', undefined, undefined],
	['/capture', undefined, undefined]
])('%s belongs to the tab %s and to the place %s of the rail', (path, tab, place) => {
	const at = (places: typeof tabs) =>
		places.filter((one) => isAt(path, one)).map(({ href }) => href);
	expect(at(tabs)).toEqual(tab === undefined ? [] : [tab]);
	expect(at(rail)).toEqual(place === undefined ? [] : [place]);
});
