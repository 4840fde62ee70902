/**
 * Where wall clocks meet instants. `Temporal` would do all of this, but not
 * every browser has it; `Intl` knows the same zones, only more slowly, so what
 * it says is remembered by the day.
 */

const MS_A_DAY = 86_400_000;

/** No zone is farther from UTC than this, so an offset that may apply to a wall time is in force within it. */
const REACH = 16 * 3_600_000;

/** The offsets of one zone at the midnights of UTC that were asked for. */
interface Zone {
	readonly format: Intl.DateTimeFormat;
	readonly midnights: Map<number, number>;
}

const zones = new Map<string, Zone | undefined>();

/** Whether this browser knows the IANA zone. */
export function isZone(name: string): boolean {
	return zoneOf(name) !== undefined;
}

/**
 * The instant, in milliseconds of Unix time, at which clocks in `zone` first
 * show `wall` (`YYYY-MM-DDTHH:MM`), or would have: a time that the clocks skip
 * moves to the moment of the jump, of two equal ones the first counts.
 */
export function instantOf(wall: string, zone: string): number {
	const asUtc = Date.parse(`${wall}:00Z`);
	const before = offsetAt(asUtc - REACH, zone);
	const after = offsetAt(asUtc + REACH, zone);
	const early = asUtc - Math.max(before, after);
	const late = asUtc - Math.min(before, after);
	if (offsetAt(early, zone) === asUtc - early) return early;
	if (offsetAt(late, zone) === asUtc - late) return late;
	return jumpBetween(early, late, zone);
}

/** The day that clocks in `zone` show at an instant, `YYYY-MM-DD`. */
export function dayAt(instant: number, zone: string): string {
	return new Date(instant + offsetAt(instant, zone)).toISOString().slice(0, 10);
}

/** How far clocks in `zone` are ahead of UTC at an instant, in milliseconds. An unknown zone counts as UTC. */
export function offsetAt(instant: number, zone: string): number {
	const known = zoneOf(zone);
	if (known === undefined) return 0;
	const day = Math.floor(instant / MS_A_DAY);
	const start = offsetAtMidnight(known, day);
	return start === offsetAtMidnight(known, day + 1) ? start : measure(known, instant);
}

/** The first instant after `low` and not after `high` at which the offset is another one than at `low`. */
function jumpBetween(low: number, high: number, zone: string): number {
	const offset = offsetAt(low, zone);
	let [from, to] = [low, high];
	while (to - from > 1) {
		const middle = Math.floor((from + to) / 2);
		if (offsetAt(middle, zone) === offset) from = middle;
		else to = middle;
	}
	return to;
}

function offsetAtMidnight(zone: Zone, day: number): number {
	const kept = zone.midnights.get(day);
	if (kept !== undefined) return kept;
	const measured = measure(zone, day * MS_A_DAY);
	zone.midnights.set(day, measured);
	return measured;
}

function measure({ format }: Zone, instant: number): number {
	const parts = new Map(format.formatToParts(instant).map((part) => [part.type, part.value]));
	const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
	const shown = Date.UTC(
		part('year'),
		part('month') - 1,
		part('day'),
		part('hour') % 24, // some engines write midnight as 24
		part('minute'),
		part('second')
	);
	return shown - Math.floor(instant / 1000) * 1000;
}

function zoneOf(name: string): Zone | undefined {
	if (!zones.has(name)) zones.set(name, openZone(name));
	return zones.get(name);
}

function openZone(timeZone: string): Zone | undefined {
	try {
		const format = new Intl.DateTimeFormat('en-US', {
			timeZone,
			calendar: 'gregory',
			numberingSystem: 'latn',
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric'
		});
		return { format, midnights: new Map() };
	} catch {
		return undefined;
	}
}
