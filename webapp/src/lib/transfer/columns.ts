/** What the columns of address books mean, by the names that Google, Outlook and LinkedIn give them. */

/** A property of a vCard, or the label of another column. */
type Property =
	| 'FN'
	| 'N'
	| 'NICKNAME'
	| 'ORG'
	| 'TITLE'
	| 'EMAIL'
	| 'TEL'
	| 'URL'
	| 'ADR'
	| 'BDAY'
	| 'ANNIVERSARY'
	| 'CATEGORIES'
	| 'NOTE'
	| 'UID'
	| 'LABEL'
	| 'UNKNOWN';

/** A column of a table. */
export interface Column {
	readonly name: string;
	readonly property: Property;
	/** What belongs together: the columns of one address, a value and its label. A word is the label itself. */
	readonly group: string;
	/** Which part of a name or an address it is. */
	readonly part: number;
}

/** Columns whose names say it all. */
const byName: Readonly<Record<string, Property>> = {
	name: 'FN',
	'full name': 'FN',
	'display name': 'FN',
	anzeigename: 'FN',
	nickname: 'NICKNAME',
	spitzname: 'NICKNAME',
	company: 'ORG',
	organization: 'ORG',
	'organization name': 'ORG',
	'organization 1 - name': 'ORG',
	firma: 'ORG',
	position: 'TITLE',
	'job title': 'TITLE',
	'organization title': 'TITLE',
	'organization 1 - title': 'TITLE',
	birthday: 'BDAY',
	geburtstag: 'BDAY',
	anniversary: 'ANNIVERSARY',
	jahrestag: 'ANNIVERSARY',
	notes: 'NOTE',
	notizen: 'NOTE',
	categories: 'CATEGORIES',
	labels: 'CATEGORIES',
	'group membership': 'CATEGORIES',
	kategorien: 'CATEGORIES',
	url: 'URL',
	'web page': 'URL',
	webseite: 'URL'
};

/** The parts of a name, in the order of a vCard. */
const nameParts: readonly RegExp[] = [
	/^(?:last|family) name$|^surname$|^nachname$/,
	/^(?:first|given) name$|^vorname$/,
	/^(?:middle|additional) name$|^weitere vornamen$/,
	/^(?:name )?prefix$|^anrede$/,
	/^(?:name )?suffix$|^suffix$/
];

/** The parts of an address, in the order of a vCard. */
const addressParts: readonly RegExp[] = [
	/^po box$/,
	/^extended address$/,
	/^(?:street(?: [123])?|straße)$/,
	/^(?:city|ort)$/,
	/^(?:state|region|bundesland)$/,
	/^(?:postal code|postleitzahl)$/,
	/^(?:country(?:\/region)?|land(?:\/region)?)$/
];

/** Where somebody is, in the words of Outlook, and the labels of a vCard. */
const places: Readonly<Record<string, string>> = {
	business: 'work',
	geschäftlich: 'work',
	home: 'home',
	privat: 'home',
	other: 'other',
	weiter: 'other'
};

/** What a column with this name holds. */
export function columnOf(header: string): Column {
	const name = header.replace(/^\uFEFF/, '').trim();
	const known = name.toLowerCase();
	return { name, group: '', part: 0, property: 'UNKNOWN', ...meaningOf(known) };
}

function meaningOf(name: string): Partial<Column> {
	const property = byName[name];
	if (property !== undefined) return { property };
	const part = nameParts.findIndex((words) => words.test(name));
	if (part >= 0) return { property: 'N', part };
	return numbered(name) ?? placed(name) ?? pointOf(name) ?? {};
}

/** Google: "E-mail 1 - Value", "Phone 2 - Label", "Address 1 - City". */
function numbered(name: string): Partial<Column> | undefined {
	const match = /^(e-mail|phone|website|address) (\d+) - (.+)$/.exec(name);
	if (match === null) return undefined;
	const [, kind = '', number = '', what = ''] = match;
	const group = `${kind} ${number}`;
	if (what === 'type' || what === 'label') return { property: 'LABEL', group };
	if (kind === 'address') {
		const part = addressParts.findIndex((words) => words.test(what));
		return part < 0 ? undefined : { property: 'ADR', group, part };
	}
	if (what !== 'value') return undefined;
	return { property: kind === 'phone' ? 'TEL' : kind === 'website' ? 'URL' : 'EMAIL', group };
}

/** Outlook: "Business City", "Ort geschäftlich". */
function placed(name: string): Partial<Column> | undefined {
	for (const [place, group] of Object.entries(places)) {
		const what = name.startsWith(`${place} `)
			? name.slice(place.length + 1)
			: name.endsWith(` ${place}`)
				? name.slice(0, -place.length - 1)
				: undefined;
		if (what === undefined) continue;
		const part = addressParts.findIndex((words) => words.test(what));
		if (part >= 0) return { property: 'ADR', group, part };
		if (/^(?:phone|telefon)(?: \d)?$/.test(what)) return { property: 'TEL', group };
	}
	return undefined;
}

/** Outlook and LinkedIn: "E-mail 2 Address", "Mobile Phone", "Email Address". */
function pointOf(name: string): Partial<Column> | undefined {
	if (/^e-?mail(?:-adresse| \d address| address| \d: adresse)?$/.test(name))
		return { property: 'EMAIL' };
	if (/^(?:mobile phone|mobiltelefon)$/.test(name)) return { property: 'TEL', group: 'cell' };
	if (/^(?:primary |company main )?phone$|^telefon$/.test(name)) return { property: 'TEL' };
	return undefined;
}
