/** The words in which people say when, in each language that Capture reads. */

/** What is counted from today. */
export type Unit = 'hour' | 'day' | 'week' | 'fortnight' | 'month' | 'year';

/** The words of one language; those that are patterns are sources of regular expressions. */
export interface Lexicon {
	/** Days by name, as days from today. */
	readonly days: Readonly<Record<string, number>>;
	/** Weekdays in full, 0 for Sunday: they stand for themselves. */
	readonly weekdays: Readonly<Record<string, number>>;
	/** Weekdays cut short: many are words of their own ("sat", "so"), so they need a word before them. */
	readonly shortWeekdays: Readonly<Record<string, number>>;
	/** Those of them that are days also alone at the end: "send the deck fri". */
	readonly clearWeekdays: string;
	/** What may stand right behind a weekday: "morning", and in German as one word with it. */
	readonly dayPart: string;
	/** Behind a weekday: the one a week after it. */
	readonly weekLater: string;
	/** Days of the year by name, as month and day; they need a word before them. */
	readonly feasts: Readonly<Record<string, readonly [month: number, day: number]>>;
	/** The first days of the year to come. */
	readonly newYear: string;
	/** Months from 1, in full and cut short. */
	readonly months: Readonly<Record<string, number>>;
	readonly units: Readonly<Record<string, Unit>>;
	readonly numbers: Readonly<Record<string, number>>;
	/** Before a day until which something is done. */
	readonly by: string;
	/** Before a day on or after which something is. */
	readonly on: string;
	/** Before a month or a year. */
	readonly during: string;
	/** The first days of a month, those around its middle, and the last. */
	readonly parts: readonly [early: string, middle: string, late: string];
	/** Before what lies behind a day that has a name: "after Christmas". */
	readonly after: string;
	readonly next: string;
	readonly this: string;
	readonly last: string;
	/** Before a span of time that lies ahead. */
	readonly ahead: string;
	/** Behind it, and meaning nothing: "in two weeks' time". */
	readonly aheadTail: string;
	/** Around a span of time that lies behind, before and after it. */
	readonly ago: readonly [before: string, after: string];
	readonly week: string;
	readonly month: string;
	readonly year: string;
	readonly quarter: string;
	/** Before the number of a week. */
	readonly weekNumber: string;
	readonly weekend: string;
	/** Before week, month, year or the name of a month. */
	readonly endOf: string;
	/** The end of a week, a month, a quarter and a year in one word. */
	readonly ends: readonly [week: string, month: string, quarter: string, year: string];
	/** What makes a day of a number: "3rd", "3.". */
	readonly ordinal: string;
	/** Between a day and its month. */
	readonly of: string;
	/** Before a clock time. */
	readonly at: string;
	/** The middle of the day as a clock time. */
	readonly noon: string;
	/** Around a day, and adding nothing to it: "by close of business Friday". */
	readonly sometime: string;
}

const en: Lexicon = {
	days: {
		today: 0,
		tonight: 0,
		'this morning': 0,
		'this afternoon': 0,
		'this evening': 0,
		eod: 0,
		cob: 0,
		tomorrow: 1,
		'tomorrow morning': 1,
		'tomorrow afternoon': 1,
		'tomorrow evening': 1,
		'tomorrow night': 1,
		tmrw: 1,
		'the day after tomorrow': 2,
		'day after tomorrow': 2,
		yesterday: -1,
		'last night': -1,
		'the day before yesterday': -2
	},
	weekdays: {
		sunday: 0,
		monday: 1,
		tuesday: 2,
		wednesday: 3,
		thursday: 4,
		friday: 5,
		saturday: 6
	},
	shortWeekdays: {
		sun: 0,
		mon: 1,
		tue: 2,
		tues: 2,
		wed: 3,
		weds: 3,
		thu: 4,
		thur: 4,
		thurs: 4,
		fri: 5,
		sat: 6
	},
	clearWeekdays: 'mon|tues?|thu|thurs?|fri',
	dayPart: '\\s+(?:morning|afternoon|evening|night|lunchtime)',
	weekLater: 'week|in a week|in one week',
	feasts: {
		christmas: [12, 25],
		xmas: [12, 25],
		'new year': [1, 1],
		"new year's": [1, 1],
		"new year's eve": [12, 31]
	},
	newYear: 'in the new year|early in the new year',
	months: {
		january: 1,
		jan: 1,
		february: 2,
		feb: 2,
		march: 3,
		mar: 3,
		april: 4,
		apr: 4,
		may: 5,
		june: 6,
		jun: 6,
		july: 7,
		jul: 7,
		august: 8,
		aug: 8,
		september: 9,
		sept: 9,
		sep: 9,
		october: 10,
		oct: 10,
		november: 11,
		nov: 11,
		december: 12,
		dec: 12
	},
	units: {
		h: 'hour',
		hour: 'hour',
		hours: 'hour',
		d: 'day',
		day: 'day',
		days: 'day',
		w: 'week',
		wk: 'week',
		wks: 'week',
		week: 'week',
		weeks: 'week',
		fortnight: 'fortnight',
		mo: 'month',
		mos: 'month',
		month: 'month',
		months: 'month',
		y: 'year',
		yr: 'year',
		yrs: 'year',
		year: 'year',
		years: 'year'
	},
	numbers: {
		a: 1,
		an: 1,
		one: 1,
		'half a': 0.5,
		two: 2,
		'a couple of': 2,
		three: 3,
		'a few': 3,
		four: 4,
		five: 5,
		six: 6,
		seven: 7,
		eight: 8,
		nine: 9,
		ten: 10,
		eleven: 11,
		twelve: 12
	},
	by: 'by|until|till|til|before|due(?: by| on)?|not later than|no later than',
	on: 'on|from|after|since|around|for|starting',
	during: 'in|during|since|from|around|this|next',
	parts: ['early|the beginning of|the start of', 'mid|the middle of', 'late'],
	after: 'after',
	next: 'next|coming',
	this: '(?:later )?this',
	last: 'last|past',
	ahead: 'in|within',
	aheadTail: "(?:['’]s?\\s+time|\\s+time)?",
	ago: ['', 'ago'],
	week: 'week',
	month: 'month',
	year: 'year',
	quarter: 'quarter',
	weekNumber: '(?:by|in) (?:week|wk|cw)|cw',
	weekend: '(?:the |this |at the |on the |over the )?weekend',
	endOf: '(?:the )?end of(?: the| this)?',
	ends: ['eow', 'eom', 'eoq', 'eoy'],
	ordinal: '(?:st|nd|rd|th)?',
	of: '(?: of)?',
	at: 'at',
	noon: 'noon|midday',
	sometime:
		'eod|cob|eob|(?:the )?end of (?:the )?day|(?:the )?close of (?:business|play)|(?:the )?end of business|first thing'
};

const de: Lexicon = {
	days: {
		heute: 0,
		'heute abend': 0,
		'heute mittag': 0,
		'heute nachmittag': 0,
		'heute früh': 0,
		morgen: 1,
		'morgen früh': 1,
		'morgen vormittag': 1,
		'morgen mittag': 1,
		'morgen nachmittag': 1,
		'morgen abend': 1,
		übermorgen: 2,
		gestern: -1,
		'gestern abend': -1,
		vorgestern: -2
	},
	weekdays: {
		sonntag: 0,
		montag: 1,
		dienstag: 2,
		mittwoch: 3,
		donnerstag: 4,
		freitag: 5,
		samstag: 6,
		sonnabend: 6
	},
	shortWeekdays: { so: 0, mo: 1, di: 2, mi: 3, do: 4, fr: 5, sa: 6 },
	clearWeekdays: 'di|fr',
	dayPart: '[\\s-]?(?:morgen|früh|vormittag|mittag|nachmittag|abend)s?',
	weekLater: 'in einer woche|in acht tagen',
	feasts: {
		weihnachten: [12, 25],
		'den feiertagen': [12, 25],
		heiligabend: [12, 24],
		silvester: [12, 31],
		neujahr: [1, 1]
	},
	newYear: 'im neuen jahr|anfang des neuen jahres',
	months: {
		januar: 1,
		jänner: 1,
		jan: 1,
		februar: 2,
		feber: 2,
		feb: 2,
		märz: 3,
		maerz: 3,
		mär: 3,
		mrz: 3,
		april: 4,
		apr: 4,
		mai: 5,
		juni: 6,
		jun: 6,
		juli: 7,
		jul: 7,
		august: 8,
		aug: 8,
		september: 9,
		sept: 9,
		sep: 9,
		oktober: 10,
		okt: 10,
		november: 11,
		nov: 11,
		dezember: 12,
		dez: 12
	},
	units: {
		stunde: 'hour',
		stunden: 'hour',
		d: 'day',
		t: 'day',
		tag: 'day',
		tage: 'day',
		tagen: 'day',
		w: 'week',
		wo: 'week',
		woche: 'week',
		wochen: 'week',
		mon: 'month',
		monat: 'month',
		monate: 'month',
		monaten: 'month',
		j: 'year',
		jahr: 'year',
		jahre: 'year',
		jahren: 'year'
	},
	numbers: {
		'einem halben': 0.5,
		anderthalb: 1.5,
		eineinhalb: 1.5,
		einer: 1,
		einem: 1,
		eine: 1,
		ein: 1,
		zwei: 2,
		'ein paar': 3,
		drei: 3,
		vier: 4,
		fünf: 5,
		sechs: 6,
		sieben: 7,
		acht: 8,
		neun: 9,
		zehn: 10,
		elf: 11,
		zwölf: 12
	},
	by: 'bis(?: spätestens)?(?: zum| zur)?|spätestens(?: am)?|vor(?: dem)?',
	on: 'am|ab(?: dem)?|seit(?: dem)?|nach dem|um den|für|zum',
	during: 'im|in|seit|ab|diesen|nächsten',
	parts: ['anfang', 'mitte', 'spät im'],
	after: 'nach',
	next: 'nächste[nrsm]?|kommende[nrsm]?',
	this: 'diese[nrsm]?',
	last: 'letzte[nrsm]?|vorige[nrsm]?|vergangene[nrsm]?',
	ahead: 'in|innerhalb von|binnen',
	aheadTail: '',
	ago: ['vor', ''],
	week: 'woche',
	month: 'monat',
	year: 'jahr',
	quarter: 'quartal',
	weekNumber: '(?:in |bis |bis zur )?(?:kw|kalenderwoche)',
	weekend: '(?:am |dieses |übers? |das )?wochenende',
	endOf: '(?:dem )?ende(?: der| des| diese[rs])?',
	ends: ['wochenende hin', 'monatsende', 'quartalsende', 'jahresende'],
	ordinal: '\\.?',
	of: '',
	at: 'um|gegen|ab',
	noon: 'mittags',
	sometime: 'dienstschluss|feierabend|(?:zum )?tagesende|(?:gleich )?(?:früh )?morgens'
};

/** Each language with the lexicons that are read in it, its own first: English words are understood everywhere. */
export const lexicons = { en: [en], de: [de, en] } as const satisfies Record<
	string,
	readonly Lexicon[]
>;

/** A language whose words Capture knows. */
export type Language = keyof typeof lexicons;
