/**
 * The words that say what a text is about, in a form in which they can be compared: folded, without
 * endings, without the words that are in every wish. Scripts that write without spaces are cut into
 * pairs of characters. It knows no language well; it only has to find candidates that a person judges.
 */

/** Words that say nothing about what is wanted, folded, in the languages of the app and its neighbours. */
const empty = new Set(
	`a about all also an and any are as at be but by can could do does for from get give gives good had has have he her his how i if in into is it its just
	know like look looking lot make may me more my need needed needs new not of on one or our out own people person please she should so some somebody
	someone something than that the their them there they thing things this to too up us use very want wanted wants was we well what when where which who will
	with would year years you your help helps helping offer offers can could find finding
	one two three four five six seven eight nine ten some few many day days week weeks month months hour hours today tomorrow soon
	aber uber alle alles als also am an auch auf aus bei beim bin bis bitte braucht brauche das dass dein dem den der des die dies dir doch du ein eine einem einen einer
	eines er es etwas fur gegen gibt gut habe haben hat hilfe hilft ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jemand jemanden kann kein keine kennt konnen man mehr mein mit muss nach nicht
	noch nur oder ob ohne schon sehr sein sich sie sind sucht suche so soll und uns unser unter viel vom von vor was wenn wer wie will wir wird wo wunscht zu zum zur
	zwei drei vier funf sechs sieben acht neun zehn einige wenige tag tage tagen woche wochen monat monate monaten stunde stunden heute morgen bald
	al algo como con de del el en es la las lo los mas necesita para por que se sin su un una y
	au aux avec besoin ce ces dans des du elle et il le les leur ou par pas pour qui sa ses son sur une
	da das do dos e em na no nas nos o os precisa um uma`.split(/\s+/u)
);

/** Endings that the same word takes in English and German, the longest first. */
const endings =
	/(?:ungen|ingen|ations|ation|ments|ment|ings|ing|ung|ers|ern|est|ies|er|ed|es|en|em|ly|e|s|n|y)$/u;

/** Letters that a stem must keep. */
const LEAST = 3;

/** Scripts without spaces between words. */
const unspaced =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]+/gu;

/** What a text is about: its stems, each with the word as it was written first. */
export function wordsOf(text: string): ReadonlyMap<string, string> {
	const found = new Map<string, string>();
	const add = (stem: string, word: string) => {
		if (!found.has(stem)) found.set(stem, word);
	};
	for (const run of text.match(unspaced) ?? []) {
		for (const pair of pairsOf(run)) add(pair, pair);
	}
	for (const word of text.replace(unspaced, ' ').match(/[\p{L}\p{M}\p{N}]+/gu) ?? []) {
		const folded = fold(word);
		if (empty.has(folded) || Array.from(folded).length < LEAST) continue;
		add(stemOf(folded), word);
	}
	return found;
}

function fold(word: string): string {
	return word
		.normalize('NFKD')
		.replace(/\p{M}+/gu, '')
		.toLowerCase()
		.replaceAll('ß', 'ss');
}

function stemOf(folded: string): string {
	const stem = folded.replace(endings, '');
	return stem.length >= LEAST ? stem : folded;
}

function pairsOf(run: string): readonly string[] {
	const characters = Array.from(run);
	if (characters.length < 2) return [];
	return characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`);
}
