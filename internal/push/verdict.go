package push

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// verdict is what to do about an attempt to deliver.
type verdict string

// The verdicts.
const (
	delivered verdict = "delivered" // the push service has it
	gone      verdict = "gone"      // the device has unsubscribed: forget it
	tooLarge  verdict = "too-large" // send less
	refused   verdict = "refused"   // our keys or our request are wrong: keep it, and tell the operator
	later     verdict = "later"     // not now
)

// errTooLarge says that a message does not fit in one push.
var errTooLarge = errors.New("the message is too large")

// judge sorts what came of an attempt.
//
// A refusal keeps the subscription: the keys of this server may be wrong, and
// then every device would be lost at once. So does a redirect, which no push
// service sends.
func judge(a answer, err error) verdict {
	switch {
	case errors.Is(err, errTooLarge), err == nil && a.status == http.StatusRequestEntityTooLarge:
		return tooLarge
	case err != nil:
		return later
	case a.status >= 200 && a.status < 300:
		return delivered
	case a.status == http.StatusNotFound, a.status == http.StatusGone:
		return gone
	case a.status == http.StatusTooManyRequests, a.status == http.StatusRequestTimeout, a.status >= 500:
		return later
	default:
		return refused
	}
}

// problemOf says in a few words why an attempt failed, for the list of devices.
// It names neither the endpoint nor anything that the push service said.
func problemOf(a answer, err error) string {
	switch {
	case errors.Is(err, errTooLarge):
		return "too-large"
	case errors.Is(err, errAddress):
		return "address-not-public"
	case err != nil:
		return "unreachable"
	default:
		return "status-" + strconv.Itoa(a.status)
	}
}

// The times between attempts.
const (
	firstPause   = 5 * time.Second
	refusedPause = 15 * time.Minute // only the operator can help
	mostPause    = time.Hour
)

// pause returns how long to wait before the next attempt, after so many. Chance,
// from 0 to 1, spreads those that failed together.
func pause(v verdict, attempts int, asked time.Duration, chance float64) time.Duration {
	first := firstPause
	if v == refused {
		first = refusedPause
	}
	const doublings = 10 // far beyond mostPause, and far from overflowing
	wait := min(first<<min(max(attempts-1, 0), doublings), mostPause)
	// Between half and all of it: never at once, never all together.
	wait = wait/2 + time.Duration(chance*float64(wait/2))
	// What the push service asks for is a floor; a little more spreads those too.
	return max(wait, asked+time.Duration(chance*float64(firstPause)))
}

// withoutURL takes the address out of an error of the HTTP client: who knows an
// endpoint can send to the device.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
