package reminder

import (
	"fmt"
	"strings"
)

// counted is a phrase for one thing, and one for several that takes their number.
type counted struct{ one, many string }

// dayWords are the sentences of notices about a day.
type dayWords struct {
	promises counted // due today
	things   counted // that a day brings
	open     counted // promises that are past their day
	people   counted // to get in touch with
	soon     counted // days to remember that come near

	birthdays counted // today, when no names may be shown
	days      counted // other days to remember, today

	keep, write                    string // one thing to do
	dueFor                         string // takes the name
	birthday, anniversary, dateDay string // take the name; the last one the label too
	reachOut                       string // takes the names
	arrived                        string // the word on the button
	and                            string // between the last two of a list

	calendar               string // the name of a calendar
	mine, theirs           string // a promise in it; take the text
	mineNamed, theirsNamed string // take the text and the name
	birthdayOf             string // takes the name
}

var englishDay = dayWords{
	promises: counted{"1 promise is due today", "%d promises are due today"},
	things:   counted{"1 thing for today", "%d things for today"},
	open:     counted{"1 promise is open", "%d promises are open"},
	people:   counted{"1 person to get in touch with", "%d people to get in touch with"},
	soon:     counted{"1 day to remember comes near", "%d days to remember come near"},

	birthdays: counted{"A birthday today", "%d birthdays today"},
	days:      counted{"A day to remember today", "%d days to remember today"},

	keep: "Open Today to see it through.", write: "A few words from you today?",
	dueFor:   "For %s · due today",
	birthday: "It is %s’s birthday", anniversary: "An anniversary with %s", dateDay: "%s: %s",
	reachOut: "Get in touch with %s", arrived: "Arrived", and: " and ",

	calendar: "Tend", mine: "Promised: %s", theirs: "They promised: %s",
	mineNamed: "Promised: %s (%s)", theirsNamed: "%[2]s promised: %[1]s", birthdayOf: "%s’s birthday",
}

var germanDay = dayWords{
	promises: counted{"1 Zusage ist heute fällig", "%d Zusagen sind heute fällig"},
	things:   counted{"1 Sache für heute", "%d Dinge für heute"},
	open:     counted{"1 Zusage ist offen", "%d Zusagen sind offen"},
	people:   counted{"1 Mensch, bei dem du dich melden kannst", "%d Menschen, bei denen du dich melden kannst"},
	soon:     counted{"1 besonderer Tag kommt näher", "%d besondere Tage kommen näher"},

	birthdays: counted{"Heute ist ein Geburtstag", "Heute sind %d Geburtstage"},
	days:      counted{"Heute ist ein besonderer Tag", "Heute sind %d besondere Tage"},

	keep: "Auf „Heute“ steht, was zu tun ist.", write: "Ein paar Worte von dir heute?",
	dueFor:   "Für %s · heute fällig",
	birthday: "%s hat heute Geburtstag", anniversary: "Ein Jahrestag mit %s", dateDay: "%s: %s",
	reachOut: "Melde dich bei %s", arrived: "Angekommen", and: " und ",

	calendar: "Tend", mine: "Zugesagt: %s", theirs: "Mir zugesagt: %s",
	mineNamed: "Zugesagt: %s (%s)", theirsNamed: "%[2]s hat zugesagt: %[1]s", birthdayOf: "Geburtstag von %s",
}

// count says how many there are of something.
func (w *words) count(c counted, n int) string {
	if n == 1 {
		return c.one
	}
	return fmt.Sprintf(c.many, n)
}

func (w *words) forWhom(name string) string {
	if name == "" {
		return w.today
	}
	return fmt.Sprintf(w.dueFor, name)
}

// dates says that days to remember have come, and names nobody.
func (w *words) dates(dates []DateToday) string {
	for _, d := range dates {
		if d.Kind != "birthday" {
			return w.count(w.days, len(dates))
		}
	}
	return w.count(w.birthdays, len(dates))
}

// named says whose days have come.
func (w *words) named(dates []DateToday) (title, body string) {
	lines := make([]string, len(dates))
	for i, d := range dates {
		switch {
		case d.Kind == "birthday":
			lines[i] = fmt.Sprintf(w.birthday, d.Name)
		case d.Label != "":
			lines[i] = fmt.Sprintf(w.dateDay, d.Name, d.Label)
		default:
			lines[i] = fmt.Sprintf(w.anniversary, d.Name)
		}
	}
	if len(lines) == 1 {
		return lines[0], w.write
	}
	return w.dates(dates), strings.Join(lines, " · ")
}

// promised is a promise in a calendar.
func (w *words) promised(p Promise, name string) string {
	switch {
	case p.ByMe && name == "":
		return fmt.Sprintf(w.mine, p.Title)
	case p.ByMe:
		return fmt.Sprintf(w.mineNamed, p.Title, name)
	case name == "":
		return fmt.Sprintf(w.theirs, p.Title)
	default:
		return fmt.Sprintf(w.theirsNamed, p.Title, name)
	}
}

// occasion is a day to remember in a calendar.
func (w *words) occasion(d DateToday) string {
	switch {
	case d.Kind == "birthday":
		return fmt.Sprintf(w.birthdayOf, d.Name)
	case d.Label != "":
		return fmt.Sprintf(w.dateDay, d.Name, d.Label)
	default:
		return fmt.Sprintf(w.anniversary, d.Name)
	}
}

// digest says what a day brings, with the names of people if they may be shown.
func (w *words) digest(d Day, names []string) string {
	var parts []string
	if len(d.Open) > 0 {
		parts = append(parts, w.count(w.open, len(d.Open)))
	}
	switch {
	case len(names) > 0:
		parts = append(parts, fmt.Sprintf(w.reachOut, w.list(names)))
	case len(d.People) > 0:
		parts = append(parts, w.count(w.people, len(d.People)))
	}
	if d.Soon > 0 {
		parts = append(parts, w.count(w.soon, d.Soon))
	}
	return strings.Join(parts, " · ")
}

// list joins names as a sentence does.
func (w *words) list(names []string) string {
	last := len(names) - 1
	if last < 1 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:last], ", ") + w.and + names[last]
}
