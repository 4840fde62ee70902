package pushtest

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// longestMessage is what push services take at least, and these at most.
const longestMessage = 4096

// Message is one push message as it arrived from an application server.
type Message struct {
	Number int         `json:"number"`
	Token  string      `json:"token"`
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
	At     time.Time   `json:"at"`
	Status int         `json:"status"`
}

// registration is what a push service knows of a subscription.
type registration struct {
	browser string // who asked for it
	key     string // the one application server that may use it, in base64url; empty for any
}

// service is what both stand-ins have in common: what arrives, and what waits
// for browsers that are away (RFC 8030).
type service struct {
	mu         sync.Mutex
	registered map[string]registration // by token, the last part of the endpoint
	waiting    map[string][]Message    // by token
	messages   []Message
	answer     int // status to answer with instead of delivering, 0 to deliver
	retry      string
}

func newService() service {
	return service{registered: map[string]registration{}, waiting: map[string][]Message{}}
}

// handIt gives a message to the browser of a registration; false if that is away.
type handIt func(token string, r registration, m Message) (bool, error)

// Answer makes the stand-in refuse messages with status, and Retry-After if it
// is not empty. 0 lets them through again.
func (s *service) Answer(status int, retryAfter string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer, s.retry = status, retryAfter
}

// Messages returns what has arrived so far, refused messages too.
func (s *service) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.messages)
}

// takeFor returns a handler for what application servers send.
func (s *service) takeFor(hand handIt) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestMessage))
		if err != nil {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		m := Message{
			Number: len(s.messages) + 1, Token: r.PathValue("token"),
			Header: r.Header.Clone(), Body: body, At: time.Now(),
		}
		m.Status = s.take(m, hand)
		s.messages = append(s.messages, m)
		if s.answer != 0 && s.retry != "" {
			w.Header().Set("Retry-After", s.retry)
		}
		w.WriteHeader(m.Status)
	}
}

// take delivers a message or keeps it for later, and returns the status to
// answer with. The caller holds s.mu.
func (s *service) take(m Message, hand handIt) int {
	r, known := s.registered[m.Token]
	switch {
	case s.answer != 0:
		return s.answer
	case !known:
		return http.StatusGone
	case r.key != "" && !strings.Contains(m.Header.Get("Authorization"), "k="+r.key):
		return http.StatusForbidden // another application server's subscription
	}
	handed, err := hand(m.Token, r, m)
	if err != nil {
		return http.StatusServiceUnavailable
	}
	if !handed {
		s.keep(m)
	}
	return http.StatusCreated
}

// keep puts a message aside. One with the same topic that waits already is
// replaced (RFC 8030, §5.4).
func (s *service) keep(m Message) {
	topic := m.Header.Get("Topic")
	waiting := slices.DeleteFunc(s.waiting[m.Token], func(old Message) bool {
		return topic != "" && old.Header.Get("Topic") == topic
	})
	s.waiting[m.Token] = append(waiting, m)
}

// handOver gives a browser that has come back what waited for it.
func (s *service) handOver(browser string, hand handIt) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, token := range slices.Sorted(maps.Keys(s.waiting)) {
		r, known := s.registered[token]
		if known && r.browser != browser {
			continue
		}
		for _, m := range s.waiting[token] {
			if known {
				_, _ = hand(token, r, m)
			}
		}
		delete(s.waiting, token)
	}
}

// deliverTo gives the browser of a token a message that no application server
// sent, to see what it makes of it. An empty body is a message without data.
func (s *service) deliverTo(token string, body []byte, hand handIt) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, known := s.registered[token]
	if !known {
		return http.StatusGone
	}
	if handed, err := hand(token, r, Message{Number: -int(time.Now().UnixMilli()), Token: token, Body: body}); err != nil || !handed {
		return http.StatusServiceUnavailable
	}
	return http.StatusCreated
}

// knows says whether a browser has registered anything. The caller holds s.mu.
func (s *service) knows(browser string) bool {
	for _, r := range s.registered {
		if r.browser == browser {
			return true
		}
	}
	return false
}
