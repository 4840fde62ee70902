import { expect, test } from 'vitest';

import { addressLines } from './lines.ts';

test('most of the world writes the code before the town', () => {
	const address = { street: 'Rua do Norte 7', postalCode: '1200-283', locality: 'Lisboa' };
	expect(addressLines({ ...address, country: 'Portugal' })).toBe(
		'Rua do Norte 7\n1200-283 Lisboa\nPortugal'
	);
});

test('the United States write town, state and code in one line', () => {
	const address = { street: '12 Elm St', locality: 'Salem', region: 'MA', postalCode: '01970' };
	expect(addressLines({ ...address, country: 'USA' })).toBe('12 Elm St\nSalem, MA 01970\nUSA');
});

test('a British code has a line of its own', () => {
	const address = { street: '5 Mill Lane', locality: 'Cambridge', postalCode: 'CB2 1RX' };
	expect(addressLines({ ...address, country: 'UK' })).toBe('5 Mill Lane\nCambridge\nCB2 1RX\nUK');
});

test('what is missing leaves no empty line', () => {
	expect(addressLines({ locality: 'Porto' })).toBe('Porto');
	expect(addressLines({})).toBe('');
});
