/** What a push message says, whoever wrote it: something is always shown, and nothing is trusted. */
import type { WorkerAccount } from '#lib/account/worker.ts';
import { isObject } from '#lib/api/problem.ts';
import { ownPath } from '#lib/account/own-path.ts';

/** A notification to show. */
export interface Notice {
	readonly title: string;
	readonly body: string | undefined;
	readonly lang: string | undefined;
	readonly dir: NotificationDirection;
	readonly tag: string | undefined;
	/** A path of the app, whatever the message said. */
	readonly path: string;
	/** What Done and Snooze are about. */
	readonly data: Readonly<Record<string, string>>;
	readonly actions: readonly { readonly action: string; readonly title: string }[];
	/** The number on the app's icon. */
	readonly badge: number | undefined;
}

/**
 * Reads a Declarative Web Push message (`web_push: 8030`) as Safari does by itself; one that cannot
 * be read says `fallback`.
 */
export function readNotice(
	message: string | undefined,
	origin: string,
	fallback: WorkerAccount['fallback']
): Notice {
	const parsed = parse(message);
	const said = isObject(parsed) && isObject(parsed['notification']) ? parsed['notification'] : {};
	const text = (name: string) => (typeof said[name] === 'string' ? said[name] : undefined);
	const title = text('title');
	const { path = text('navigate') ?? null, ...data } = strings(said['data']);
	const badge = isObject(parsed) ? Number(parsed['app_badge'] ?? said['app_badge']) : NaN;
	return {
		title: title || fallback.title,
		body: title ? text('body') : fallback.body,
		lang: text('lang'),
		dir: 'auto',
		tag: text('tag'),
		path: ownPath(path, origin),
		data,
		actions: actionsOf(said['actions']),
		badge: Number.isInteger(badge) && badge >= 0 ? badge : undefined
	};
}

function parse(message: string | undefined): unknown {
	try {
		return JSON.parse(message ?? '');
	} catch {
		return undefined;
	}
}

function strings(value: unknown): Record<string, string> {
	const entries = isObject(value) ? Object.entries(value) : [];
	return Object.fromEntries(
		entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string')
	);
}

function actionsOf(value: unknown): Notice['actions'] {
	const list: readonly unknown[] = Array.isArray(value) ? value : [];
	return list
		.flatMap((item) => {
			const { action, title } = isObject(item) ? item : {};
			return typeof action === 'string' && typeof title === 'string' ? [{ action, title }] : [];
		})
		.slice(0, 2);
}
