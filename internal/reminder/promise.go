package reminder

import (
	"encoding/json"

	"github.com/google/uuid"
)

const collectionPromise = "promise"

// theirNudges are the days after the due day of somebody else's promise on which
// the user is told that it is open: two kind nudges, and no more.
var theirNudges = []int{1, 8}

// myNudges is for how many days after the due day the digest counts a promise of
// the user's own. After that it waits in the app.
const myNudges = 7

// Promise is what a promise's record says about when to tell of it.
type Promise struct {
	ByMe      bool
	DueOn     string // a day
	ContactID *uuid.UUID
	Title     string
}

// PromiseOf reads the fields of a promise; false if it has no due day, or is
// delivered or let go, so that nothing is to be told of it.
func PromiseOf(fields map[string]json.RawMessage) (Promise, bool) {
	text := func(name string) string { return decode[string](fields[name]) }
	due := text("due")
	if _, _, ok := parseWall(due); !ok || text("deliveredOn") != "" || text("delivery") != "" {
		return Promise{}, false
	}
	p := Promise{ByMe: text("by") != "them", DueOn: due[:len(dayForm)], Title: cutTitle(text("text"))}
	if id, err := uuid.Parse(text("contact")); err == nil {
		p.ContactID = &id
	}
	return p, true
}

// DueToday reports whether p is the user's own and due today, which is told of
// by itself.
func (p Promise) DueToday(today string) bool { return p.ByMe && p.DueOn == today }

// InDigest reports whether the digest of a day counts p.
func (p Promise) InDigest(today string) bool {
	if p.ByMe {
		return p.DueOn < today && today <= addDays(p.DueOn, myNudges)
	}
	for _, n := range theirNudges {
		if today == addDays(p.DueOn, n) {
			return true
		}
	}
	return false
}

// titleLength is how much of a text is kept for messages, in characters.
const titleLength = 200

func cutTitle(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), titleLength)])
}
