package reminder

import (
	"fmt"
	"strings"
	"time"
)

// words are the sentences of notices in one language. Their other sentences are
// in the web app; these few are needed where no web app runs.
type words struct {
	dayWords

	locale string
	done   string
	snooze string
	missed string
	dueOne string
	dueAll string // takes the number

	today, todayAt string // the latter takes the time
	lateAt         string // takes the time, which is a while ago
	day, dayAt     string // take the day, and the time
	months         [12]string
	dayForm        string // takes the number of the day and the month's name
}

var english = words{
	dayWords: englishDay,

	locale: "en",
	done:   "Done",
	snooze: "Snooze",
	missed: "They came due while the server was off.",
	dueOne: "1 reminder is due",
	dueAll: "%d reminders are due",
	today:  "Due today", todayAt: "Due at %s", lateAt: "Was due at %s",
	day: "Was due on %s", dayAt: "Was due on %s at %s",
	months:  [12]string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	dayForm: "%d %s",
}

var german = words{
	dayWords: germanDay,

	locale: "de",
	done:   "Erledigt",
	snooze: "Später",
	missed: "Sie wurden fällig, während der Server aus war.",
	dueOne: "1 Erinnerung ist fällig",
	dueAll: "%d Erinnerungen sind fällig",
	today:  "Heute fällig", todayAt: "Fällig um %s", lateAt: "War um %s fällig",
	day: "War fällig am %s", dayAt: "War fällig am %s um %s",
	months:  [12]string{"Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."},
	dayForm: "%d. %s",
}

// wordsFor returns the words for a locale such as "de-AT", English if there are none.
func wordsFor(locale string) *words {
	language, _, _ := strings.Cut(strings.ToLower(locale), "-")
	if language == german.locale {
		return &german
	}
	return &english
}

func (w *words) due(n int) string {
	if n == 1 {
		return w.dueOne
	}
	return fmt.Sprintf(w.dueAll, n)
}

// since says when an occurrence was due, seen from now, which is in its zone. One
// that could not be told of in time is marked as late.
func (w *words) since(occurrence string, now time.Time, late bool) string {
	day, clock := clockIn(occurrence)
	if day.Format(dayForm) == now.Format(dayForm) {
		if clock == "" {
			return w.today
		}
		if late {
			return fmt.Sprintf(w.lateAt, clock)
		}
		return fmt.Sprintf(w.todayAt, clock)
	}
	name := fmt.Sprintf(w.dayForm, day.Day(), w.months[day.Month()-1])
	if clock == "" {
		return fmt.Sprintf(w.day, name)
	}
	return fmt.Sprintf(w.dayAt, name, clock)
}
