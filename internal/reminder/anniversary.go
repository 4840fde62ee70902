package reminder

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// usualLead is how many days ahead a day to remember is told of that does not
// say so itself.
const usualLead = 7

// datesMember begins the names of the fields with days to remember.
const datesMember = "dates/"

// Anniversary is a day of the year to remember about somebody.
type Anniversary struct {
	Key   string `json:"key"` // of the member in the record
	Kind  string `json:"kind,omitempty"`
	Date  string `json:"date"` // partial, as on the wire
	Label string `json:"label,omitempty"`
	Lead  int    `json:"lead"` // days
}

// AnniversariesOf reads the days to remember of a contact, in the order of their
// keys. Those of which the day is not known are left out: they never come.
func AnniversariesOf(fields map[string]json.RawMessage) []Anniversary {
	out := []Anniversary{}
	for path, value := range fields {
		key, ok := strings.CutPrefix(path, datesMember)
		if !ok {
			continue
		}
		member := decode[struct {
			Kind, Date, Label string
			LeadDays          *int
		}](value)
		if _, ok := On(member.Date, 2000); !ok {
			continue
		}
		a := Anniversary{Key: key, Kind: member.Kind, Date: member.Date, Label: member.Label, Lead: usualLead}
		if member.LeadDays != nil {
			a.Lead = *member.LeadDays
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b Anniversary) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

// On returns the day in a year on which a partial date comes; false if its month
// and day are not known. 29 February falls on the 28th in common years.
func On(partial string, year int) (string, bool) {
	var monthDay string
	switch {
	case len(partial) == len("--MM-DD") && strings.HasPrefix(partial, "--"):
		monthDay = partial[2:]
	case len(partial) == len(dayForm):
		monthDay = partial[5:]
	}
	// A leap year has every day that there is.
	if _, err := time.Parse(dayForm, "2000-"+monthDay); err != nil {
		return "", false
	}
	day := fmt.Sprintf("%04d-%s", year, monthDay)
	if !isDay(day) {
		day = strings.TrimSuffix(day, "29") + "28"
	}
	return day, true
}

// NextAnniversary returns the first day from today on on which a partial date
// comes; false if it never does.
func NextAnniversary(partial, today string) (string, bool) {
	year, err := strconv.Atoi(today[:4])
	if err != nil {
		return "", false
	}
	day, ok := On(partial, year)
	if ok && day < today {
		day, ok = On(partial, year+1)
	}
	return day, ok
}
