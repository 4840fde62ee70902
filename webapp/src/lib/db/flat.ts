/** A record's fields as the wire has them: a map member is a field named `emails/e1`. */
export type FlatFields = Readonly<Record<string, unknown>>;

/**
 * The nested form of flat fields: members of a map gathered in one object.
 * Cleared fields (null) are left out. The name of a member may hold slashes.
 */
export function nest(flat: FlatFields): Record<string, unknown> {
	const nested: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
	for (const [path, value] of Object.entries(flat)) {
		if (value === null || value === undefined) continue;
		const slash = path.indexOf('/');
		if (slash < 0) {
			nested[path] = value;
			continue;
		}
		const name = path.slice(0, slash);
		let map = nested[name];
		if (typeof map !== 'object' || map === null) {
			map = Object.create(null) as Record<string, unknown>;
			nested[name] = map;
		}
		(map as Record<string, unknown>)[path.slice(slash + 1)] = value;
	}
	return nested;
}
