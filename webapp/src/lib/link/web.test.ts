import { expect, test } from 'vitest';

import { checkWeb, webHref, webText } from './web.ts';

test.each([
	['norte.example', 'https://norte.example/'],
	['norte.example:8080/a', 'https://norte.example:8080/a'],
	['http://norte.example', 'http://norte.example/']
])('opening %j is %j', (text, want) => {
	expect(webHref(text)).toBe(want);
});

test.each([
	['javascript:alert(1)', 'scheme'],
	['JavaScript://norte.example/%0aalert(1)', 'scheme'],
	[' java\tscript:alert(1)', 'not-an-address'],
	['data:text/html,hi', 'scheme'],
	['vbscript:x', 'scheme'],
	['file:///etc/passwd', 'scheme'],
	['blob:https://norte.example/1', 'scheme'],
	['mailto:ana@norte.example', 'scheme'],
	['not a link', 'not-an-address'],
	['https://', 'not-an-address'],
	[' ', 'empty']
])('%j leads nowhere: %s', (text, problem) => {
	expect(checkWeb(text)).toEqual({ problem });
	expect(webHref(text)).toBeUndefined();
});

test('a link is shown without what everybody knows', () => {
	expect(webText('https://www.norte.example/')).toBe('norte.example');
	expect(webText('norte.example/team')).toBe('norte.example/team');
});
