package reminder

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Promise words that a promise of the user's own is due today, or for uuid.Nil
// that several are; false if there is nothing to tell them any more, because it
// was kept, moved or let go, or the day is over.
func (n *Notices) Promise(ctx context.Context, userID, spaceID, id uuid.UUID, today string) (Notice, bool, error) {
	s := newStore(n.db)
	notice, v, ok, err := n.onDay(ctx, s, userID, spaceID, KindPromise, today)
	if err != nil || !ok {
		return Notice{}, false, err
	}
	w := wordsFor(v.Locale)
	if id == uuid.Nil {
		promises, err := s.Promises(ctx, spaceID, today)
		if err != nil {
			return Notice{}, false, err
		}
		due := dayFacts{promises: promises}.dayOf(today).Promises
		notice.Title, notice.Body, notice.Path = w.count(w.promises, len(due)), w.keep, "/promises"
		return notice, len(due) > 0, nil
	}
	p, contact, ok, err := s.Promise(ctx, userID, spaceID, id)
	if err != nil || !ok || !p.DueToday(today) {
		return Notice{}, false, err
	}
	notice.Tag += ":" + id.String()
	notice.Title, notice.Body = w.count(w.promises, 1), w.keep
	if v.ShowNames && p.Title != "" {
		notice.Title = p.Title
		notice.Body = w.forWhom(contact)
	}
	notice.answeredWith(w, p)
	return notice, true, nil
}

// answeredWith lets a notice about one promise be answered: it was kept, or it
// comes again tomorrow. Only what is about somebody can be put off.
func (n *Notice) answeredWith(w *words, p promiseFacts) {
	n.Path = "/promises/" + p.ID.String()
	n.Done, n.About = w.done, map[string]string{"promiseId": p.ID.String()}
	card := "promise."
	if !p.ByMe {
		n.Done, card = w.arrived, "their-promise."
	}
	if p.ContactID != nil {
		n.Snooze = w.snooze
		n.About["contactId"], n.About["card"] = p.ContactID.String(), card+p.ID.String()
	}
}

// Dates words the days to remember that have come; false if there is none any
// more, or the day is over.
func (n *Notices) Dates(ctx context.Context, userID, spaceID uuid.UUID, today string) (Notice, bool, error) {
	s := newStore(n.db)
	notice, v, ok, err := n.onDay(ctx, s, userID, spaceID, KindDate, today)
	if err != nil || !ok {
		return Notice{}, false, err
	}
	people, err := s.People(ctx, spaceID, today)
	if err != nil {
		return Notice{}, false, err
	}
	dates := dayFacts{people: people}.dayOf(today).Dates
	if len(dates) == 0 {
		return Notice{}, false, nil
	}
	w := wordsFor(v.Locale)
	notice.Title, notice.Body = w.dates(dates), w.write
	if len(dates) == 1 {
		d := dates[0]
		notice.Path = "/people/" + d.ContactID.String()
		notice.Done = w.done
		notice.About = map[string]string{"contactId": d.ContactID.String(), "card": cardOfDate(d.Key, today)}
	}
	if v.ShowNames {
		notice.Title, notice.Body = w.named(dates)
	}
	return notice, true, nil
}

// Digest words what else a day brings; false if there is nothing any more, or
// the day is over.
func (n *Notices) Digest(ctx context.Context, userID, spaceID uuid.UUID, today string) (Notice, bool, error) {
	s := newStore(n.db)
	notice, v, ok, err := n.onDay(ctx, s, userID, spaceID, KindDigest, today)
	if err != nil || !ok {
		return Notice{}, false, err
	}
	facts, err := s.Facts(ctx, spaceID, v, today)
	if err != nil {
		return Notice{}, false, err
	}
	day := facts.dayOf(today)
	if day.digest() == 0 {
		return Notice{}, false, nil
	}
	w := wordsFor(v.Locale)
	var names []string
	if v.ShowNames {
		names = facts.names(day.People)
	}
	notice.Title, notice.Body = w.count(w.things, day.digest()), w.digest(day, names)
	if day.digest() != 1 || len(day.Open) != 1 {
		return notice, true, nil
	}
	p, contact, ok, err := s.Promise(ctx, userID, spaceID, day.Open[0])
	if err != nil || !ok {
		return Notice{}, false, err
	}
	if v.ShowNames && p.Title != "" {
		notice.Title = w.promised(p.Promise, contact)
	}
	notice.answeredWith(w, p)
	return notice, true, nil
}

// cardOfDate names the card of a day to remember as the web app does
// (lib/today/engine.ts, cardOf).
func cardOfDate(key, day string) string {
	const most = 100
	card := "date." + key + "." + day
	return card[max(len(card)-most, 0):]
}

// onDay begins a notice about a day, in the form that all of them share.
func (n *Notices) onDay(ctx context.Context, s *store, userID, spaceID uuid.UUID, kind Kind, today string) (Notice, setting, bool, error) {
	v, now, ok, err := s.Viewpoint(ctx, userID, spaceID)
	if err != nil || !ok || v.mutes(kind) || now.In(v.zone(&n.zones)).Format(dayForm) != today {
		return Notice{}, v, false, err
	}
	open, err := s.CountOpen(ctx, userID, spaceID)
	return Notice{
		Locale:    wordsFor(v.Locale).locale,
		Path:      "/",
		Tag:       string(kind) + ":" + spaceID.String() + ":" + today,
		Open:      open,
		NotBefore: v.quietUntil(&n.zones, now),
	}, v, err == nil, err
}

// names are those of some people, in their order.
func (f dayFacts) names(ids []uuid.UUID) []string {
	var names []string
	for _, id := range ids {
		i := slices.IndexFunc(f.people, func(p personFacts) bool { return p.ID == id })
		if i >= 0 && strings.TrimSpace(f.people[i].Name) != "" {
			names = append(names, f.people[i].Name)
		}
	}
	return names
}
