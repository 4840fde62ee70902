/** How a page is left once what it was for is done, without standing in the way back. */
import { goto } from '$app/navigation';
import { cameFrom } from '#lib/ui/back.ts';

/** Leaves for where one came from; without that, for `otherwise`. */
export function leave(otherwise: string): void {
	if (cameFrom() === undefined) void goto(otherwise, { replace: true });
	else history.back();
}

/** Leaves for `path`: back to it if one came from there, else in place of this page. */
export function returnTo(path: string): void {
	if (cameFrom()?.pathname === new URL(path, location.origin).pathname) history.back();
	else void goto(path, { replace: true });
}
