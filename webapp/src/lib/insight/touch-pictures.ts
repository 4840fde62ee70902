/** The pictures of being in touch: circle by circle, and week by week. */
import { shortDate } from '#lib/calendar/words.ts';
import { m } from '#lib/paraglide/messages.js';

import { countPlaces, type CircleFigure, type Placed, type Week } from './figures.ts';
import type { Item, Part, Picture, Reader } from './picture.ts';

/** Who stands where, a line of marks for each circle; whoever is past the latest is a tap away. */
export function circlesPicture(
	circles: readonly CircleFigure[],
	people: readonly Placed[]
): Picture {
	const counts = countPlaces(people);
	const names = new Map(circles.map(({ id, name }) => [id, name]));
	const late = people
		.filter(({ place }) => place === 'latest')
		.map(({ id, name, circle }): Item => {
			const text = names.get(circle) ?? m.insight_circles_own();
			return { id, title: name, text, href: `/people/${id}` };
		});
	return {
		title: m.insight_circles(),
		says:
			people.length === 0
				? m.insight_circles_empty()
				: m.insight_circles_says({
						within: counts.within,
						all: people.length - counts.resting
					}),
		drawing:
			people.length === 0
				? undefined
				: {
						kind: 'marks',
						rows: circles.map((circle) => ({
							label: circle.name ?? m.insight_circles_own(),
							parts: placesOf(circle.counts)
						}))
					},
		rule: m.insight_circles_rule(),
		items: { heading: m.insight_circles_late(), list: late },
		act: { label: m.insight_circles_act(), href: '/circles' }
	};
}

function placesOf({ within, ideal, latest, resting }: CircleFigure['counts']): readonly Part[] {
	return [
		{ shape: 'full', count: within, words: m.insight_circles_within({ count: within }) },
		{ shape: 'dash', count: resting, words: m.insight_circles_resting({ count: resting }) },
		{ shape: 'half', count: ideal, words: m.insight_circles_ideal({ count: ideal }) },
		{ shape: 'square', count: latest, words: m.insight_circles_latest({ count: latest }) }
	];
}

/** How many people there was a touch with, week by week, against the room that the user keeps. */
export function weeksPicture(
	weeks: readonly Week[],
	room: number | undefined,
	{ today, locale }: Reader
): Picture {
	const most = Math.max(...weeks.map(({ people }) => people));
	const count = weeks.at(-1)?.people ?? 0;
	const roomWords = room === undefined ? m.insight_weeks_no_room() : m.insight_weeks_room({ room });
	const isEmpty = most === 0;
	return {
		title: m.insight_weeks(),
		says: isEmpty
			? m.insight_weeks_empty()
			: `${m.insight_weeks_says({ count, most })} ${roomWords}`,
		drawing: isEmpty
			? undefined
			: {
					kind: 'columns',
					columns: weeks.map(({ monday, people }, i) => {
						const day = shortDate(monday, today, locale);
						return {
							short: i === 0 ? day : '',
							label: m.insight_week_of({ day }),
							value: people,
							top: people === 0 ? '' : new Intl.NumberFormat(locale).format(people),
							words: m.insight_weeks_people({ count: people })
						};
					}),
					line:
						room === undefined
							? undefined
							: { value: room, words: m.insight_weeks_room_line({ room }) },
					growing: m.insight_this_week()
				},
		rule: m.insight_weeks_rule(),
		act: isEmpty
			? { label: m.insight_capture_act(), href: '/capture' }
			: { label: m.circle_room(), href: '/circles' }
	};
}
