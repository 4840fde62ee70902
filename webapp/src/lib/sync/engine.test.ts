import { expect, test } from 'vitest';

import { backoff } from './backoff.ts';
import { initial, step, type Effect, type Event, type Problem, type State } from './engine.ts';

/** Takes events in turn; returns the last state, and the effects of the last event. */
function take(events: readonly Event[], state: State = initial): [State, readonly Effect[]] {
	let effects: readonly Effect[] = [];
	for (const event of events) [state, effects] = step(state, event);
	return [state, effects];
}
const woken: Event = { type: 'woken', by: 'page' };
const failed = (problem: Problem): Event => ({ type: 'failed', problem });
const types = (effects: readonly Effect[]) => effects.map(({ type }) => type);
/** Pushing, as after a start. */
const [pushing] = take([woken]);
/** Pulling, after there was nothing to push. */
const [pulling] = take([{ type: 'pushed', sent: 0 }], pushing);

test('it pushes until nothing is left, then pulls, then rests', () => {
	const [first, effects] = take([woken]);
	expect(types(effects)).toEqual(['push']);
	const [second, more] = take([{ type: 'pushed', sent: 500 }], first);
	expect(types(more)).toEqual(['push']);
	const [third, pull] = take([{ type: 'pushed', sent: 0 }], second);
	expect(types(pull)).toEqual(['pull']);
	expect(types(take([{ type: 'pulled', waiting: 0 }], third)[1])).toEqual(['rest']);
});

test('what waited for the result of a pull is pushed after it', () => {
	expect(types(take([{ type: 'pulled', waiting: 1 }], pulling)[1])).toEqual(['push']);
});

test('nothing is begun while something is under way, and nothing is forgotten', () => {
	const [state, effects] = take([{ type: 'saved' }, { type: 'poked' }], pulling);
	expect(effects).toEqual([]);
	expect(types(take([{ type: 'pulled', waiting: 0 }], state)[1])).toEqual(['push']);
});

test('what is told while a pull is on its way, or saved while a push looks for more, has its own', () => {
	const [told] = take([{ type: 'poked' }], pulling);
	const [again, pull] = take([{ type: 'pulled', waiting: 0 }], told);
	expect(types(pull)).toEqual(['pull']);
	expect(types(take([{ type: 'pulled', waiting: 0 }], again)[1])).toEqual(['rest']);
	const [saved] = take([{ type: 'saved' }], pushing);
	expect(types(take([{ type: 'pushed', sent: 0 }], saved)[1])).toEqual(['push']);
});

test('a lost network is tried again later and later, and at once when the page wakes', () => {
	const [once, effects] = take([failed({ kind: 'network' })], pushing);
	expect(effects).toEqual([{ type: 'retry', failures: 1, after: 0 }]);
	expect(types(take([{ type: 'saved' }], once)[1])).toEqual([]);
	const [twice, later] = take([woken, failed({ kind: 'network' })], once);
	expect(later).toEqual([{ type: 'retry', failures: 2, after: 0 }]);
	expect(types(take([{ type: 'woken', by: 'timer' }], twice)[1])).toEqual(['push']);
	expect(take([woken, { type: 'pushed', sent: 1 }], twice)[0].failures).toBe(0);
});

test('a device with nothing to send waits longer and longer for the network too', () => {
	let state = pulling;
	for (const failures of [1, 2, 3, 4]) {
		let effects: readonly Effect[];
		[state, effects] = take([failed({ kind: 'network' })], state);
		expect(effects).toEqual([{ type: 'retry', failures, after: 0 }]);
		[state, effects] = take(
			[
				{ type: 'woken', by: 'timer' },
				{ type: 'pushed', sent: 0 }
			],
			state
		);
		expect(types(effects)).toEqual(['pull']);
		// Until the server has answered, the screen says that it did not.
		expect(state.failures).toBe(failures);
	}
	expect(take([{ type: 'pulled', waiting: 0 }], state)[0].failures).toBe(0);
});

test('a server that says when to come back is not asked before, but for the user', () => {
	const [told, effects] = take([failed({ kind: 'busy', after: 5000 })], pushing);
	expect(effects).toEqual([{ type: 'retry', failures: 1, after: 5000 }]);
	expect(take([woken], told)[1]).toEqual([]);
	expect(take([{ type: 'saved' }], told)[1]).toEqual([]);
	expect(types(take([{ type: 'woken', by: 'timer' }], told)[1])).toEqual(['push']);
	expect(types(take([{ type: 'woken', by: 'user' }], told)[1])).toEqual(['push']);
});

test('an ended session is not tried again by a timer', () => {
	const [out, effects] = take([failed({ kind: 'signed-out' })], pushing);
	expect(effects).toEqual([]);
	expect(out.signedOut).toBe(true);
	expect(take([{ type: 'saved' }], out)[1]).toEqual([]);
	expect(types(take([woken], out)[1])).toEqual(['push']);
});

test('a restored server is pulled from before anything is pushed', () => {
	const [state, effects] = take([failed({ kind: 'epoch-changed' })], pushing);
	expect(types(effects)).toEqual(['pull']);
	const [renewing, renew] = take([{ type: 'reset', reason: 'epoch', epoch: 'e' }], state);
	expect(renew).toEqual([{ type: 'renew', reason: 'epoch', epoch: 'e' }]);
	expect(types(take([{ type: 'prepared' }], renewing)[1])).toEqual(['push']);
});

test('a copied profile takes a new name, but not for ever', () => {
	let state = pushing;
	let effects: readonly Effect[] = [];
	for (let i = 0; i < 3; i++) {
		[state, effects] = take([failed({ kind: 'device-unknown' })], state);
		expect(types(effects)).toEqual(['rename']);
		[state] = take([{ type: 'prepared' }], state);
	}
	expect(types(take([failed({ kind: 'device-unknown' })], state)[1])).toEqual(['retry']);
});

test('a push that is too large is halved until one is left, which is put aside', () => {
	const refused = (sent: number) => failed({ kind: 'refused', code: 'too-large', sent });
	let [state, effects] = take([refused(5)], pushing);
	expect(effects).toEqual([{ type: 'push', limit: 3 }]);
	[state, effects] = take([refused(3)], state);
	expect(effects).toEqual([{ type: 'push', limit: 2 }]);
	[state, effects] = take([refused(2)], state);
	expect(effects).toEqual([{ type: 'push', limit: 1 }]);
	[state, effects] = take([refused(1)], state);
	expect(effects).toEqual([{ type: 'refuse', code: 'too-large' }]);
	expect(types(take([{ type: 'prepared' }], state)[1])).toEqual(['push']);
});

test('a version too old to receive, or a full disk, keeps sending', () => {
	for (const kind of ['outdated', 'full'] as const) {
		const [state, effects] = take([failed({ kind })], pulling);
		expect(types(effects)).toEqual(['rest']);
		expect(types(take([{ type: 'poked' }], state)[1])).toEqual(['rest']);
		const [sending, push] = take([{ type: 'saved' }], state);
		expect(types(push)).toEqual(['push']);
		expect(take([{ type: 'pushed', sent: 0 }], sending)[0].trouble).toBe(kind);
		// What stood in the way may have gone by the next time somebody looks.
		expect(take([woken], state)[0].trouble).toBeUndefined();
	}
});

test('waits are random below a bound that doubles from 2 seconds to 5 minutes', () => {
	expect(backoff(1, () => 1)).toBe(2_000);
	expect(backoff(4, () => 0.5)).toBe(8_000);
	expect(backoff(50, () => 1)).toBe(300_000);
	expect(backoff(3, () => 0)).toBe(0);
});

test('a disk without room for what became of a push is tried again after a while', () => {
	const [state, effects] = take([failed({ kind: 'full' })], pushing);
	expect(types(effects)).toEqual(['retry']);
	expect(state.trouble).toBe('full');
	expect(types(take([{ type: 'woken', by: 'timer' }], state)[1])).toEqual(['push']);
});

test('a new attempt may take as many ways around as the one before', () => {
	const around: readonly Event[] = [
		failed({ kind: 'epoch-changed' }),
		failed({ kind: 'outdated' })
	];
	const [stuck, effects] = take([...around, ...around, ...around, ...around], pushing);
	expect(types(effects)).toEqual([]);
	const [, again] = take([woken, failed({ kind: 'epoch-changed' })], stuck);
	expect(types(again)).toEqual(['pull']);
});
