/** Why a card is there, and what there is to do, each in one line. */
import { agoWords, clockWords, dayWords, paceWords } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import type {
	CadenceCandidate,
	Candidate,
	DateCandidate,
	MeetingCandidate,
	ReminderCandidate
} from './candidate.ts';

/** Who reads: the day it is for them, and their locale. */
export interface Reader {
	readonly today: string;
	readonly locale: string;
}

/** Why this person, why now. */
export function whyWords(candidate: Candidate, reader: Reader): string {
	switch (candidate.kind) {
		case 'reminder':
			return reminderWords(candidate, reader);
		case 'date':
			return occasionWords(candidate, reader);
		case 'meeting':
			return meetingWords(candidate, reader);
		case 'cadence':
			return cadenceWords(candidate, reader);
		case 'dormant':
			return candidate.since === undefined
				? m.today_dormant_never()
				: m.today_dormant({ ago: agoWords(candidate.since, reader.today, reader.locale) });
		case 'second-touch':
			return m.today_second({ ago: agoWords(candidate.since, reader.today, reader.locale) });
		case 'reform':
			return m.today_reform({ role: candidate.role });
		default:
			return candidate.why;
	}
}

/** Whether it should have been done before: then it is said in clay. */
export function isLate(candidate: Candidate): boolean {
	if (candidate.kind === 'cadence') return candidate.pastLatest;
	return 'late' in candidate && candidate.late === true;
}

/** The one thing to do about somebody, called `name`, and where it is done; `undefined` where it is done here. */
export function actOf(
	candidate: Candidate,
	name: string
): { readonly label: string; readonly href: string } | undefined {
	const page = `/people/${candidate.contactId ?? ''}`;
	switch (candidate.kind) {
		case 'reminder':
			return undefined;
		case 'date':
			return { label: m.today_congratulate({ name }), href: page };
		case 'meeting':
			return candidate.moment === 'before'
				? { label: m.today_brief(), href: `${page}/brief?meeting=${candidate.interactionId}` }
				: { label: m.today_how_was_it(), href: `${page}?meeting=${candidate.interactionId}` };
		case 'cadence':
		case 'dormant':
			return { label: m.today_hello({ name }), href: page };
		case 'second-touch':
			return { label: m.today_follow_up({ name }), href: page };
		case 'reform':
			return { label: m.today_reform_act(), href: `${page}?reform=${candidate.roleId}` };
		default:
			return candidate.act;
	}
}

/** Where to go for what only stands in the quiet line of a card. */
export function alsoHref(candidate: Candidate): string {
	if (candidate.kind === 'reminder') return `/reminders/${candidate.reminderId}`;
	return actOf(candidate, '')?.href ?? `/people/${candidate.contactId ?? ''}`;
}

function reminderWords(
	{ title, day, time, late }: ReminderCandidate,
	{ today, locale }: Reader
): string {
	if (day < today)
		return m.today_at({ title, time: m.today_due_since({ when: agoWords(day, today, locale) }) });
	if (time === undefined) return title;
	const clock = clockWords(`${day}T${time}`, locale);
	return m.today_at({ title, time: late ? m.today_due_since({ when: clock }) : clock });
}

function occasionWords(
	{ occasion, label, years, day }: DateCandidate,
	{ today, locale }: Reader
): string {
	const when = dayWords(day, today, locale);
	if (occasion === 'birthday') {
		return years === undefined || years <= 0
			? m.today_birthday({ when })
			: m.today_birthday_years({ when, years });
	}
	const what =
		label ??
		(occasion === 'anniversary' ? m.today_occasion_anniversary() : m.today_occasion_other());
	return years === undefined || years <= 0
		? m.today_anniversary({ what, when })
		: m.today_anniversary_years({ what, when, count: years });
}

function meetingWords({ moment, day, time }: MeetingCandidate, { today, locale }: Reader): string {
	const when = [dayWords(day, today, locale), time && clockWords(`${day}T${time}`, locale)]
		.filter(Boolean)
		.join(', ');
	return moment === 'before' ? m.today_meeting_before({ when }) : m.today_meeting_after({ when });
}

function cadenceWords({ since, idealDays }: CadenceCandidate, { today, locale }: Reader): string {
	const aim = paceWords(idealDays, locale);
	return since === undefined
		? m.today_cadence_never({ aim })
		: m.today_cadence({ ago: agoWords(since, today, locale), aim });
}
