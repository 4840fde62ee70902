import { expect, test } from 'vitest';

import { callHref, mailHref, messageHref } from './links.ts';

test.each([
	['+351 21 123 45-67', 'tel:+351211234567'],
	['(030) 1234', 'tel:0301234'],
	['tel:+49123', 'tel:+49123'],
	['*31#0123', 'tel:*31%230123'],
	['+1 555 0100;ext=7', 'tel:+15550100;7'],
	['ask Raj', undefined],
	['', undefined]
])('calling %j is %j', (phone, want) => {
	expect(callHref(phone)).toBe(want);
});

test('a message goes to the same number', () => {
	expect(messageHref('+351 21 123')).toBe('sms:+35121123');
});

test.each([
	['ana@norte.example', 'mailto:ana@norte.example'],
	[' ana+list@norte.example ', 'mailto:ana%2Blist@norte.example'],
	['ana@norte.example?bcc=all@norte.example', undefined],
	['a?b@norte.example', 'mailto:a%3Fb@norte.example'],
	['ana', undefined],
	['Ana <ana@norte.example>', undefined]
])('writing to %j is %j', (address, want) => {
	expect(mailHref(address)).toBe(want);
});
