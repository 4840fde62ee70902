/** What motivators are called. */
import type { Motivator } from '#lib/api/collections.gen.ts';
import { m } from '#lib/paraglide/messages.js';

import { motives } from './landing.ts';

/** A motivator as a word; the user's own words are their own label. */
export function motiveWords(word: string): string {
	switch (motives.find((known) => known === word)) {
		case 'results':
			return m.motivator_results();
		case 'recognition':
			return m.motivator_recognition();
		case 'learning':
			return m.motivator_learning();
		case 'autonomy':
			return m.motivator_autonomy();
		case 'belonging':
			return m.motivator_belonging();
		case 'security':
			return m.motivator_security();
		case 'impact':
			return m.motivator_impact();
		case 'fun':
			return m.motivator_fun();
		case undefined:
			return word;
	}
}

/** How sure one is. */
export function statusWords(status: NonNullable<Motivator['status']>): string {
	switch (status) {
		case 'guess':
			return m.motivator_guess();
		case 'seen':
			return m.motivator_seen();
		case 'told':
			return m.motivator_told();
	}
}
