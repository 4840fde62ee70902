/** What observations are called. */
import { m } from '#lib/paraglide/messages.js';

import type { Kind } from './observations.ts';

/** The kind, as a word. */
export function kindWords(kind: Kind): string {
	switch (kind) {
		case 'assumption':
			return m.observation_assumption();
		case 'feedback':
			return m.observation_feedback();
		case 'risk':
			return m.observation_risk();
	}
}

/** The beginning of the sentence that notes one. */
export function beginning(kind: Kind): string {
	switch (kind) {
		case 'assumption':
			return m.observation_assume();
		case 'feedback':
			return m.observation_told();
		case 'risk':
			return m.observation_dare();
	}
}

/** Why it is worth writing down. */
export function hintOf(kind: Kind): string {
	switch (kind) {
		case 'assumption':
			return m.observation_assume_hint();
		case 'feedback':
			return m.observation_told_hint();
		case 'risk':
			return m.observation_dare_hint();
	}
}

/** The two answers that one tap writes; whoever has others writes them. */
export function answersOf(kind: Kind): readonly string[] {
	switch (kind) {
		case 'assumption':
			return [m.observation_right(), m.observation_wrong()];
		case 'feedback':
			return [m.observation_changed()];
		case 'risk':
			return [m.observation_paid(), m.observation_unpaid()];
	}
}
