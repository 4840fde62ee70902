/** Feeds in words. */
import { m } from '#lib/paraglide/messages.js';

import type { Refusal, Scope } from './feeds.ts';

/** What a feed holds, as a label. */
export function scopeWords(scope: Scope): string {
	switch (scope) {
		case 'dates':
			return m.feed_dates();
		case 'promises':
			return m.feed_promises();
		case 'reminders':
			return m.feed_reminders();
	}
}

/** Why no feed was made, and what helps. */
export function refusalWords(refusal: Refusal): string {
	switch (refusal) {
		case 'offline':
			return m.feed_offline();
		case 'too-many':
			return m.feed_too_many();
		case 'failed':
			return m.common_not_now();
	}
}
