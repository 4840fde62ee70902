/**
 * What it costs to decide about Today for 20,000 people who all have a cadence:
 * the pure functions alone, without the database.
 *
 *     node bench/today.ts
 */
import { timeToTouch, type Known } from '../src/lib/circle/candidates.ts';
import { chooseCards } from '../src/lib/today/engine.ts';

const today = '2026-11-21';
const day = 86_400_000;
const circles = new Map([['close', { idealDays: 30, latestDays: 45 }]]);
const stages = ['new', 'growing', 'steady', 'dormant', 'ended'] as const;
const people = Array.from({ length: 20_000 }, (_, i): Known => {
	const last = new Date(Date.parse(today) - (i % 400) * day).toISOString().slice(0, 10);
	return {
		id: `0199f730-e200-7abc-8def-${i.toString(16).padStart(12, '0')}`,
		createdAt: Date.parse('2025-01-01') + i * 1000,
		person: { circle: 'close', stage: stages[i % stages.length] ?? 'steady' },
		touched: { last, unanswered: i % 4 }
	};
});

/** Milliseconds of processor time, so that a busy machine does not count. */
function once(): number {
	const from = process.cpuUsage().user;
	const candidates = timeToTouch(people, circles, today);
	const known = new Map(people.map((somebody) => [somebody.id, somebody]));
	const { shown } = chooseCards(candidates, {
		today,
		standing: (id) => ({ ended: known.get(id)?.person.stage === 'ended' }),
		putOff: () => undefined
	});
	if (shown.length !== 5) throw new Error(`${String(shown.length)} cards`);
	return (process.cpuUsage().user - from) / 1000;
}

const [first = 0, ...more] = Array.from({ length: 20 }, once);
const warm = more.toSorted((a, b) => a - b)[Math.floor(more.length / 2)] ?? 0;
console.log(`Today for 20,000 people: first ${first.toFixed(0)} ms, then ${warm.toFixed(0)} ms`);
