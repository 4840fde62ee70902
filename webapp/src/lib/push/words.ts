import { m } from '#lib/paraglide/messages.js';

import type { PushState, Turned } from './push.ts';

/** What a state of push means to the user, in a sentence. */
export function stateWords(state: PushState): string {
	switch (state) {
		case 'on':
			return m.push_on();
		case 'off':
			return m.push_what_comes();
		case 'blocked':
			return m.push_blocked();
		case 'needs-install':
			return m.push_needs_install();
		case 'unsupported':
			return m.push_unsupported();
	}
}

/** Why turning on did not work, `undefined` if it did. */
export function turnedWords(turned: Turned): string | undefined {
	switch (turned) {
		case 'on':
			return undefined;
		case 'refused':
			return m.push_refused();
		case 'no-push-service':
			return m.push_no_service();
		case 'offline':
			return m.push_offline();
		case 'failed':
			return m.push_failed();
	}
}

/** Why a push did not get through, from the server's short name for it. */
export function errorWords(error: string): string {
	switch (error) {
		case 'unreachable':
			return m.push_error_unreachable();
		case 'too-large':
			return m.push_error_too_large();
		case 'address-not-public':
			return m.push_error_address();
		default:
			return m.push_error_refused({ code: error.replace('status-', '') });
	}
}
