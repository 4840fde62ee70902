import { m } from '#lib/paraglide/messages.js';
import { moment } from '#lib/ui/moment.ts';

import {
	chainOf,
	firstBroken,
	links,
	type Evidence,
	type Hold,
	type Link,
	type LinkName,
	type Verdict
} from './chain.ts';
import type { System } from './system.ts';
import { errorWords } from './words.ts';

/** What a link is called. */
export function linkName(name: LinkName): string {
	switch (name) {
		case 'browser':
			return m.push_link_browser();
		case 'permission':
			return m.push_link_permission();
		case 'worker':
			return m.push_link_worker();
		case 'subscription':
			return m.push_link_subscription();
		case 'server':
			return m.push_link_server();
		case 'key':
			return m.push_link_key();
		case 'delivery':
			return m.push_link_delivery();
		case 'arrival':
			return m.push_link_arrival();
	}
}

/** How a link was found, and what to do if it is broken. */
export function linkWords({ name, hold }: Link, seen: Evidence, system: System): string {
	if (hold === 'unknown' && hangsOnBroken(name, seen)) return m.push_link_unknown();
	switch (name) {
		case 'browser':
			if (hold === 'holds') return m.push_link_browser_holds();
			return seen.installFirst ? m.push_needs_install() : m.push_link_browser_broken();
		case 'permission':
			return permissionWords(hold, seen, system);
		case 'worker':
			return byHold(hold, m.push_link_worker_holds, m.push_link_worker_broken);
		case 'subscription':
			return byHold(hold, m.push_link_subscription_holds, m.push_link_subscription_broken);
		case 'server':
			return byHold(hold, m.push_link_server_holds, m.push_link_server_broken);
		case 'key':
			return byHold(hold, m.push_link_key_holds, m.push_link_key_broken);
		case 'delivery':
			return deliveryWords(seen);
		case 'arrival':
			return arrivalWords(hold, seen);
	}
}

function hangsOnBroken(name: LinkName, seen: Evidence): boolean {
	const broken = firstBroken(chainOf(seen));
	const before = broken === undefined ? -1 : links.indexOf(broken);
	return broken !== 'delivery' && before >= 0 && before < links.indexOf(name);
}

function byHold(hold: Hold, holds: () => string, broken: () => string): string {
	if (hold === 'unknown') return m.push_link_unknown();
	return hold === 'holds' ? holds() : broken();
}

function permissionWords(hold: Hold, { permission }: Evidence, system: System): string {
	if (hold === 'broken' && permission === 'denied')
		return `${m.push_blocked()} ${unblockWords(system)}`;
	return byHold(hold, m.push_link_permission_holds, m.push_link_permission_broken);
}

/** Where a refusal can be taken back. */
export function unblockWords(system: System): string {
	switch (system) {
		case 'ios':
			return m.push_unblock_ios();
		case 'android':
			return m.push_unblock_android();
		default:
			return m.push_unblock_desktop();
	}
}

function deliveryWords({ server }: Evidence): string {
	const now = new Date();
	if (server?.lastError !== undefined) {
		const at = moment(server.lastErrorAt ?? now, now);
		return m.push_last_error({ at, why: errorWords(server.lastError) });
	}
	if (server?.lastSentAt !== undefined)
		return m.push_last_sent({ at: moment(server.lastSentAt, now) });
	return server === undefined ? m.push_link_unknown() : m.push_never_sent();
}

function arrivalWords(hold: Hold, { trial, server }: Evidence): string {
	switch (trial) {
		case 'arrived':
			return m.push_link_arrival_holds();
		case 'refused':
			return m.push_link_arrival_broken();
		case 'unseen':
			return m.push_link_arrival_unseen();
		case 'under-way':
			return m.push_test_sent();
		case 'none':
			return hold === 'unknown' && server === undefined
				? m.push_link_unknown()
				: m.push_link_arrival_none();
	}
}

/** The answer in a sentence. */
export function verdictWords(verdict: Verdict): string {
	switch (verdict) {
		case 'yes':
			return m.push_verdict_yes();
		case 'likely':
			return m.push_verdict_likely();
		case 'no':
			return m.push_verdict_no();
		case 'offline':
			return m.push_verdict_offline();
	}
}

/** What may still keep a notification silent, and no link tells of. */
export function systemWords(system: System): readonly string[] {
	const runs = m.push_system_browser_runs();
	const own = m.push_system_tend();
	switch (system) {
		case 'ios':
			return [m.push_system_ios_focus(), m.push_system_ios_sounds(), own];
		case 'android':
			return [
				m.push_system_android_quiet(),
				m.push_system_android_app(),
				m.push_system_android_battery(),
				own
			];
		case 'mac':
			return [m.push_system_mac(), runs, own];
		case 'windows':
			return [m.push_system_windows(), runs, own];
		case 'other':
			return [m.push_system_other(), runs, own];
	}
}
