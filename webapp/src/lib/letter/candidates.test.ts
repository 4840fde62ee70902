import { expect, test } from 'vitest';

import { ripeLetters } from './candidates.ts';
import { letter } from './testing.ts';

const at = (today: string) => ({ today, zone: 'Europe/Lisbon' });

test('an idea comes to Today when it had time to ripen, and then until it is written', () => {
	const idea = letter({ contact: 'jonas', reason: 'congratulation' }, '2026-11-01');
	expect(ripeLetters([idea], at('2026-11-03'))).toEqual([]);
	const [card] = ripeLetters([idea], at('2026-11-04'));
	expect(card).toMatchObject({
		kind: 'letter',
		id: `letter/${idea.id}`,
		contactId: 'jonas',
		day: '2026-11-04',
		act: { href: `/letters/${idea.id}` }
	});
});

test('a written letter wants a stamp after three days, a posted one is asked about after ten', () => {
	const written = letter({ state: 'written', writtenOn: '2026-11-10' });
	const posted = letter({ state: 'posted', postedOn: '2026-11-10' });
	expect(ripeLetters([written, posted], at('2026-11-12'))).toEqual([]);
	expect(ripeLetters([written, posted], at('2026-11-13'))).toHaveLength(1);
	expect(ripeLetters([written, posted], at('2026-11-20'))).toHaveLength(2);
});

test('what arrived asks for nothing', () => {
	expect(
		ripeLetters([letter({ state: 'arrived', postedOn: '2025-01-01' })], at('2026-11-20'))
	).toEqual([]);
});
