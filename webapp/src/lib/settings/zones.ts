/** The time zones to choose from; the chosen one is among them whatever the browser knows. */
export function zoneOptions(chosen: string): readonly { value: string; label: string }[] {
	const zones = new Set(Intl.supportedValuesOf('timeZone')).add(chosen);
	return [...zones].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}
