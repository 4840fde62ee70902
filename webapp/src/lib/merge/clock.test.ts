import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { newClock, receive, tick } from './clock.ts';

const noon = Date.UTC(2026, 10, 21, 12);

describe('the clock', () => {
	test('writes milliseconds and a counter', () => {
		const first = tick(newClock, 0x0193a5b07c00);
		expect(first.last).toBe('0193a5b07c000000');
		expect(tick(first, 0x0193a5b07c00).last).toBe('0193a5b07c000001');
		expect(tick(first, 0x0193a5b07c01).last).toBe('0193a5b07c010000');
	});

	test('always goes forward, also when the clock of the device goes back', () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: -1e12, max: 4e12 })), (times) => {
				let clock = newClock;
				for (const time of times) {
					const next = tick(clock, time);
					expect(next.last > clock.last).toBe(true);
					expect(next.last).toMatch(/^[0-9a-f]{16}$/);
					clock = next;
				}
			})
		);
	});

	test('goes on with the next millisecond when the counter is full', () => {
		expect(tick({ last: '0193a5b07c00ffff', offset: 0 }, 0).last).toBe('0193a5b07c010000');
	});

	test('stamps with the time of the server', () => {
		const wrong = noon - 86_400_000;
		const clock = receive(newClock, noon, wrong - 100, wrong + 100);
		expect(tick(clock, wrong).last).toBe(tick(newClock, noon).last);
	});

	test('comes back from a far future once it knows the time', () => {
		const ahead = tick(newClock, noon + 365 * 86_400_000);
		const clock = receive(ahead, noon, noon + 365 * 86_400_000, noon + 365 * 86_400_000);
		const later = tick(clock, noon + 365 * 86_400_000);
		expect(later.last < tick(newClock, noon + 121_000).last).toBe(true);
	});

	test('keeps its offset when the answer holds no time', () => {
		const clock = { last: '0193a5b07c000000', offset: 42 };
		expect(receive(clock, Number.NaN, 0, 0)).toEqual(clock);
	});
});
