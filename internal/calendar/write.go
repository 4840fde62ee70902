package calendar

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// lineLength is the most octets of a line, without its end (RFC 5545, §3.1).
const lineLength = 75

// The forms of times (RFC 5545, §3.3.4 and §3.3.5).
const (
	dayForm   = "20060102"
	stampForm = "20060102T150405Z"
)

// write returns contents as a calendar. Stamps are those of the feed, so that
// the same contents are the same bytes.
func write(c Contents, stamp time.Time) []byte {
	var w writer
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Tend//Calendar feed//EN")
	w.line("CALSCALE", "GREGORIAN")
	w.text("X-WR-CALNAME", c.Name)
	w.text("NAME", c.Name) // RFC 7986
	w.line("REFRESH-INTERVAL;VALUE=DURATION", "PT6H")
	w.line("X-PUBLISHED-TTL", "PT6H")
	for _, e := range c.Entries {
		w.entry(e, stamp)
	}
	w.line("END", "VCALENDAR")
	return w.Bytes()
}

// writer writes content lines.
type writer struct{ bytes.Buffer }

func (w *writer) entry(e Entry, stamp time.Time) {
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.line("DTSTAMP", stamp.UTC().Format(stampForm))
	if day, err := time.Parse("2006-01-02", e.Day); err == nil {
		w.line("DTSTART;VALUE=DATE", day.Format(dayForm))
		w.line("DTEND;VALUE=DATE", day.AddDate(0, 0, 1).Format(dayForm))
	} else {
		w.line("DTSTART", e.At.UTC().Format(stampForm))
	}
	w.text("SUMMARY", e.Summary)
	w.line("TRANSP", "TRANSPARENT") // nobody is busy for it
	for _, alarm := range e.Alarms {
		w.line("BEGIN", "VALARM")
		w.line("ACTION", "DISPLAY")
		w.text("DESCRIPTION", e.Summary)
		w.line("TRIGGER", duration(alarm))
		w.line("END", "VALARM")
	}
	w.line("END", "VEVENT")
}

// text writes a property whose value is text, which has to be escaped.
func (w *writer) text(name, value string) { w.line(name, escape(value)) }

// line writes a content line, folded so that no part of it is too long and no
// character is cut.
func (w *writer) line(name, value string) {
	line := name + ":" + value
	room := lineLength
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		_, _ = w.WriteString(line[:cut] + "\r\n ") // a buffer takes everything
		line, room = line[cut:], lineLength-1      // the space counts
	}
	_, _ = w.WriteString(line + "\r\n")
}

var escaper = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// escape makes a text fit for a value (RFC 5545, §3.3.11). Line ends become one
// kind; other control characters, which a value may not have, go.
func escape(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, ""))
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
	return escaper.Replace(text)
}

// duration writes a span of time (RFC 5545, §3.3.6).
func duration(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	const day = 24 * time.Hour
	if d > 0 && d%day == 0 {
		return sign + "P" + strconv.Itoa(int(d/day)) + "D"
	}
	out := sign + "P"
	if d >= day {
		out += strconv.Itoa(int(d/day)) + "D"
	}
	out += "T"
	minutes := int(d % day / time.Minute)
	if minutes >= 60 {
		out += strconv.Itoa(minutes/60) + "H"
	}
	if minutes%60 > 0 || minutes < 60 {
		out += strconv.Itoa(minutes%60) + "M"
	}
	return out
}
