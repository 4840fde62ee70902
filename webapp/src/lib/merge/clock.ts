/**
 * The hybrid logical clock that stamps the changes of one device.
 *
 * A stamp is 16 lower-case hexadecimal digits: 12 of Unix milliseconds, 4 of a counter, so that
 * stamps sort as strings. Stamps decide which of two concurrent values shows and nothing else.
 */

/** What a clock remembers; store it in the transaction that stores what was stamped. */
export interface ClockState {
	/** The newest stamp given. */
	readonly last: string;
	/** How many milliseconds the server's clock is ahead of this device's. */
	readonly offset: number;
}

/** The state of a device that has never stamped anything. */
export const newClock: ClockState = { last: '0000000000000000', offset: 0 };

/** Returns the state after the next stamp, which is its `last`. `now` is this device's clock, `Date.now()`. */
export function tick(state: ClockState, now: number): ClockState {
	const time = Math.max(0, Math.floor(now + state.offset));
	const last = timeOf(state.last);
	if (time > last) return { ...state, last: format(time, 0) };
	const counter = Number.parseInt(state.last.slice(12), 16) + 1;
	return { ...state, last: counter > 0xffff ? format(last + 1, 0) : format(last, counter) };
}

/** How far a stamp may be ahead of the server's clock, in milliseconds; the server cuts off the rest. */
const maxAhead = 120_000;

/**
 * Takes the server's time from a reply. `sent` and `received` are this device's clock when the
 * request left and when the reply came; the server looked at its own somewhere between. Stamps that
 * a wrong clock drove far into the future do not drag later ones after them: the server has cut them
 * off too, and keeps the changes of one device in their order by themselves.
 */
export function receive(
	state: ClockState,
	serverNow: number,
	sent: number,
	received: number
): ClockState {
	if (!Number.isFinite(serverNow)) return state;
	const latest = format(Math.max(0, Math.floor(serverNow + maxAhead)), 0);
	return {
		last: state.last < latest ? state.last : latest,
		offset: Math.round(serverNow - (sent + received) / 2)
	};
}

/** The milliseconds of Unix time in a stamp. */
export function timeOf(stamp: string): number {
	return Number.parseInt(stamp.slice(0, 12), 16);
}

function format(time: number, counter: number): string {
	return time.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0');
}
