/**
 * What sync does when: a pure function from a state and an event to the next
 * state and the effects to carry out. It knows no clock, network or store; the
 * runner does, and so does the simulator.
 */
import { maxMutations } from './protocol.ts';

/** Why an exchange did not work. */
export type Problem =
	/** No answer, or half of one. */
	| { readonly kind: 'network' }
	/** The server has no time; `after` in milliseconds if it says when it will. */
	| { readonly kind: 'busy'; readonly after?: number }
	/** The session has ended, or it is somebody else's. */
	| { readonly kind: 'signed-out' }
	/** Not a member of the space (any more). */
	| { readonly kind: 'left' }
	| { readonly kind: 'epoch-changed' }
	/** The server has other mutations under our places, or misses some. */
	| { readonly kind: 'device-unknown' }
	/** What was sent is too much at once, or not to be read at all. */
	| { readonly kind: 'refused'; readonly code: string; readonly sent: number }
	/** This version of the app is too old to receive. */
	| { readonly kind: 'outdated' }
	/** The disk of this device is full. */
	| { readonly kind: 'full' };

export type Event =
	/** Something that makes a new attempt worth it: start, focus, network, the user. */
	| { readonly type: 'woken'; readonly by: 'user' | 'page' | 'timer' }
	/** A change was saved on this device. */
	| { readonly type: 'saved' }
	/** The server told of a newer head. */
	| { readonly type: 'poked' }
	/** A batch came to its end; nothing was there to send if `sent` is 0. */
	| { readonly type: 'pushed'; readonly sent: number }
	/** A pull came to its end; so many changes are not acknowledged yet. */
	| { readonly type: 'pulled'; readonly waiting: number }
	/** The server cannot go on from our cursor. */
	| {
			readonly type: 'reset';
			readonly reason: 'gc' | 'epoch';
			/** The one of now, if the server told it. */
			readonly epoch: string | undefined;
	  }
	/** A step on this device ({@link Effect} `renew`, `rename`, `refuse`) was done. */
	| { readonly type: 'prepared' }
	| { readonly type: 'failed'; readonly problem: Problem };

export type Effect =
	/** Send what is next, at most `limit` mutations. */
	| { readonly type: 'push'; readonly limit: number }
	| { readonly type: 'pull' }
	/** Begin again from nothing, in the next generation. */
	| {
			readonly type: 'renew';
			readonly reason: 'gc' | 'epoch';
			readonly epoch: string | undefined;
	  }
	/** Go on under the name of a new device. */
	| { readonly type: 'rename' }
	/** Put the one mutation aside that the server will not even read. */
	| { readonly type: 'refuse'; readonly code: string }
	/** Wake up later: after a random part of a time that doubles with `failures`, but not before `after` ms. */
	| { readonly type: 'retry'; readonly failures: number; readonly after: number }
	/** Nothing is left to do. */
	| { readonly type: 'rest' };

/** What the screen may have to tell. */
export type Trouble = 'left' | 'outdated' | 'full' | 'refused';

export interface State {
	readonly work: 'none' | 'push' | 'pull' | 'prepare';
	readonly wantPush: boolean;
	readonly wantPull: boolean;
	/** Mutations in one push; halved when the server finds them too many. */
	readonly limit: number;
	/** Attempts in a row that did not work. */
	readonly failures: number;
	/** Whether the server asked to be left alone; then only its time, or the user, ends the wait. */
	readonly told: boolean;
	readonly signedOut: boolean;
	readonly trouble: Trouble | undefined;
	/** New names of the device and the like since the last success: they must not go on for ever. */
	readonly detours: number;
}

export const initial: State = {
	work: 'none',
	wantPush: false,
	wantPull: false,
	limit: maxMutations,
	failures: 0,
	told: false,
	signedOut: false,
	trouble: undefined,
	detours: 0
};

type Step = readonly [State, readonly Effect[]];

/** The next state, and what to do for it. */
export function step(state: State, event: Event): Step {
	switch (event.type) {
		case 'woken':
			return woken(state, event.by);
		case 'saved':
			return next({ ...state, wantPush: true });
		case 'poked':
			return next({ ...state, wantPull: true });
		case 'pushed':
			return pushed(state, event.sent);
		case 'pulled':
			return next({
				...succeeded(state, 'pull'),
				wantPush: state.wantPush || event.waiting > 0
			});
		case 'reset':
			return [{ ...state, work: 'prepare' }, [{ ...event, type: 'renew' }]];
		case 'prepared':
			return next({ ...state, work: 'none', wantPull: true, wantPush: true });
		case 'failed':
			return failed(stillWanting(state), event.problem, state.work);
	}
}

function woken(state: State, by: 'user' | 'page' | 'timer'): Step {
	const wanted = { ...state, wantPush: true, wantPull: true };
	if (state.told && by === 'page') return [wanted, []];
	// What stood in the way may have gone: try, and be told again if not.
	return next({ ...wanted, failures: by === 'user' ? 0 : state.failures, ...unblocked }, true);
}

const unblocked = { told: false, signedOut: false, trouble: undefined, detours: 0 } as const;

function pushed(state: State, sent: number): Step {
	const done = { ...succeeded(state, 'push'), limit: Math.min(maxMutations, state.limit * 2) };
	// Nobody was asked, so nothing is known of the network: the attempt goes on, and the waits with it.
	if (sent === 0) return next({ ...done, failures: state.failures }, true);
	// What was sent comes back with what others changed.
	return next({ ...done, wantPush: true, wantPull: true });
}

function succeeded(state: State, work: 'push' | 'pull'): State {
	// A full disk stops pulls only, and a refused change is a matter of pushes.
	const over = work === 'push' ? 'refused' : 'full';
	return {
		...state,
		work: 'none',
		failures: 0,
		told: false,
		detours: work === 'push' ? 0 : state.detours,
		trouble: state.trouble === over || state.trouble === 'left' ? undefined : state.trouble
	};
}

/** What failed is wanted still. */
function stillWanting(state: State): State {
	return {
		...state,
		work: 'none',
		wantPush: state.wantPush || state.work === 'push',
		wantPull: state.wantPull || state.work === 'pull'
	};
}

/** Begins what is wanted and possible. A wait for a retry is broken only if `eager`. */
function next(state: State, eager = false): Step {
	if (state.work !== 'none') return [state, []];
	const blocked = state.signedOut || state.trouble === 'left' || (state.failures > 0 && !eager);
	if (blocked) return [state, []];
	if (state.wantPush) {
		// What is saved or told from now on may come too late for this one: it is wanted anew.
		return [{ ...state, work: 'push', wantPush: false }, [{ type: 'push', limit: state.limit }]];
	}
	if (state.wantPull && state.trouble !== 'outdated' && state.trouble !== 'full') {
		return [{ ...state, work: 'pull', wantPull: false }, [{ type: 'pull' }]];
	}
	return [state, [{ type: 'rest' }]];
}

function failed(state: State, problem: Problem, work: State['work']): Step {
	switch (problem.kind) {
		case 'network':
			return again(state, 0);
		case 'busy':
			return again({ ...state, told: problem.after !== undefined }, problem.after ?? 0);
		case 'signed-out':
			// Only the user can change that: no timer.
			return [{ ...state, signedOut: true }, []];
		case 'left':
			return again({ ...state, trouble: 'left' }, 0);
		case 'epoch-changed':
			// The pull will be told to begin anew, and how.
			if (state.detours > 2) return again(state, 0);
			return [{ ...state, work: 'pull', detours: state.detours + 1 }, [{ type: 'pull' }]];
		case 'device-unknown':
			if (state.detours > 2) return again(state, 0);
			return [{ ...state, work: 'prepare', detours: state.detours + 1 }, [{ type: 'rename' }]];
		case 'refused':
			return refused(state, problem.code, problem.sent, work);
		case 'outdated':
			return next({ ...state, trouble: 'outdated', wantPull: false });
		case 'full':
			// Not even room to note what became of a push, or to begin anew: nothing works until there is some.
			if (work !== 'pull') return again({ ...state, trouble: 'full' }, 0);
			// Changes of this device still go out; only what comes in has no place.
			return next({ ...state, trouble: 'full', wantPull: false });
	}
}

/** Too much at once, or one of them cannot be read: smaller and smaller parts tell which. */
function refused(state: State, code: string, sent: number, work: State['work']): Step {
	if (work !== 'push' || sent === 0) return again({ ...state, trouble: 'refused' }, 0);
	if (sent === 1) return [{ ...state, work: 'prepare' }, [{ type: 'refuse', code }]];
	return next({ ...state, limit: Math.ceil(Math.min(sent, state.limit) / 2) });
}

function again(state: State, after: number): Step {
	const failures = state.failures + 1;
	return [{ ...state, failures }, [{ type: 'retry', failures, after }]];
}
