import { expect, test } from 'vitest';

import { ownPath } from './own-path.ts';

test.each([
	[null, '/'],
	['/people/1?tab=notes#top', '/people/1?tab=notes#top'],
	['https://tend.example/reminders/1', '/reminders/1'],
	['https://evil.example/', '/'],
	['//evil.example/x', '/'],
	['/\\evil.example', '/'],
	['javascript:alert(1)', '/'],
	['data:text/html,x', '/'],
	['/api/v1/auth/sign-out', '/'],
	['http://', '/']
])('%s opens %s', (link, want) => {
	expect(ownPath(link, 'https://tend.example')).toBe(want);
});
