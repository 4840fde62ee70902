import type { SyncStatus } from '#lib/db/types.ts';
import { m } from '#lib/paraglide/messages.js';

/** What the sign of sync says in a word or two, and in which colour. */
export interface Standing {
	readonly word: string;
	readonly tone: 'quiet' | 'clay';
	/** The colour of the dot: green when nothing is owed, hollow while something waits. */
	readonly dot: 'moss' | 'hollow' | 'clay';
}

/** As much of {@link SyncStatus} as the sign shows. */
export type Standable = Pick<SyncStatus, 'state' | 'pending' | 'parked' | 'firstSync'>;

/**
 * How things stand, most pressing first: what needs the user, then what waits, then nothing. Words
 * for "saved here" and "synced" differ: only the second outlives the device.
 */
export function standing({ state, pending, parked, firstSync }: Standable): Standing {
	if (parked.length > 0) return { word: m.sync_attention(), tone: 'clay', dot: 'clay' };
	if (state === 'trouble') return { word: m.sync_trouble(), tone: 'clay', dot: 'clay' };
	if (state === 'signed-out') return { word: m.sync_signed_out(), tone: 'clay', dot: 'clay' };
	if (state === 'offline') {
		const word = pending > 0 ? m.sync_offline_pending({ count: pending }) : m.sync_offline();
		return { word, tone: 'quiet', dot: 'hollow' };
	}
	if (firstSync !== undefined) {
		const percent = Math.floor(firstSync * 100);
		return { word: m.sync_first({ percent }), tone: 'quiet', dot: 'hollow' };
	}
	if (pending > 0)
		return { word: m.sync_pending({ count: pending }), tone: 'quiet', dot: 'hollow' };
	if (state === 'syncing') return { word: m.sync_syncing(), tone: 'quiet', dot: 'hollow' };
	return { word: m.sync_synced(), tone: 'quiet', dot: 'moss' };
}
