import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
	addDays,
	daysBetween,
	isWallDate,
	isWallTime,
	utcDate,
	wallDate,
	wallTime,
	weekday
} from './wall.ts';

describe('the wall time of an instant', () => {
	const instant = new Date('2026-11-21T23:30:00Z');

	test.each([
		['UTC', '2026-11-21T23:30'],
		['Europe/Lisbon', '2026-11-21T23:30'],
		['Europe/Berlin', '2026-11-22T00:30'],
		['America/Los_Angeles', '2026-11-21T15:30'],
		['Asia/Kathmandu', '2026-11-22T05:15']
	])('in %s is %s', (zone, want) => {
		expect(wallTime(instant, zone)).toBe(want);
	});

	test('in a zone that nobody knows is that of UTC', () => {
		expect(wallTime(instant, 'Mars/Olympus')).toBe('2026-11-21T23:30');
	});

	test('at midnight is hour 00, never 24', () => {
		expect(wallTime(new Date('2026-11-21T00:00:00Z'), 'UTC')).toBe('2026-11-21T00:00');
	});

	test('gives its day', () => {
		expect(wallDate(instant, 'Europe/Berlin')).toBe('2026-11-22');
	});
});

test.each([
	['2026-11-21', true],
	['2024-02-29', true],
	['2026-02-29', false],
	['2026-13-01', false],
	['2026-1-1', false],
	['0000-00-00', false],
	['soon', false],
	['', false]
])('whether %j is a day: %j', (text, want) => {
	expect(isWallDate(text)).toBe(want);
});

test.each([
	['2026-11-21T09:30', true],
	['2026-11-21T24:00', false],
	['2026-11-21T09:60', false],
	['2026-02-30T09:30', false],
	['2026-11-21', false]
])('whether %j is a minute of a day: %j', (text, want) => {
	expect(isWallTime(text)).toBe(want);
});

test('a day moved and moved back is the same day', () => {
	const day = fc.integer({ min: -20_000, max: 60_000 }).map((days) => addDays('1970-01-01', days));
	fc.assert(
		fc.property(day, fc.integer({ min: -5000, max: 5000 }), (date, days) => {
			expect(addDays(addDays(date, days), -days)).toBe(date);
			expect(daysBetween(date, addDays(date, days))).toBe(days);
			expect(weekday(date)).toBe(utcDate(date).getUTCDay());
		})
	);
});

test('days of the first century stay in the first century', () => {
	expect(addDays('0070-01-01', 1)).toBe('0070-01-02');
});
