// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest';

import { accountKey, forgetAccount, rememberAccount, rememberedAccount } from './local.ts';

const ana = {
	userId: 'u-ana',
	email: 'ana@example.org',
	spaceId: 's',
	epoch: 'e',
	deviceName: 'd'
};

beforeEach(() => localStorage.clear());

test('a device remembers whose data it holds', () => {
	expect(rememberedAccount()).toBeUndefined();
	rememberAccount(ana);
	expect(rememberedAccount()).toEqual(ana);
});

test.each(['', '{', 'null', '[]', '{"userId":"u-ana"}', '{"userId":1,"email":2}'])(
	'what is no account is none: %s',
	(stored) => {
		localStorage.setItem(accountKey, stored);
		expect(rememberedAccount()).toBeUndefined();
	}
);

test('forgetting a user takes their drafts along and leaves the device and others alone', () => {
	rememberAccount(ana);
	localStorage.setItem('tend.draft.u-ana.capture', 'x');
	localStorage.setItem('tend.draft.u-raj.capture', 'y');
	localStorage.setItem('tend.theme', 'dark');

	forgetAccount('u-ana');

	expect(Object.fromEntries(Object.entries(localStorage))).toEqual({
		'tend.draft.u-raj.capture': 'y',
		'tend.theme': 'dark'
	});
});

test('forgetting somebody else keeps the account of this device', () => {
	rememberAccount(ana);
	forgetAccount('u-raj');
	expect(rememberedAccount()).toEqual(ana);
});
