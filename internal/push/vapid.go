package push

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/url"
	"sync"
	"time"
)

// The life of a token. A push service takes it until it ends, and for no longer
// than a day ahead (RFC 8292, §2); half of it is left when the next one is made.
const (
	tokenLife  = 12 * time.Hour
	renewAfter = tokenLife / 2
)

// maxTokens bounds the push services whose tokens are kept: some have a name for
// each region, and endpoints are what users say.
const maxTokens = 64

// tokens says to push services who this server is (VAPID, RFC 8292). To sign
// takes a third of the time that a message takes, and a token is good for every
// message to its push service: so each is kept for some hours.
type tokens struct {
	keys    Keys
	contact string
	now     func() time.Time

	mu   sync.Mutex
	kept map[string]token // by the origin of a push service
}

type token struct {
	header   string // the whole value of Authorization
	signedAt time.Time
}

func newTokens(keys Keys, contact string) *tokens {
	return &tokens{keys: keys, contact: contact, now: time.Now, kept: map[string]token{}}
}

// For returns the Authorization header for a message to an endpoint.
func (t *tokens) For(endpoint *url.URL) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	origin := originOf(endpoint)
	// By the clock on the wall, which the push service goes by: a token that was
	// signed before that clock was set back is of the future.
	now := t.now().Round(0)
	if kept, ok := t.kept[origin]; ok && !now.Before(kept.signedAt) && now.Before(kept.signedAt.Add(renewAfter)) {
		return kept.header, nil
	}
	signed, err := t.sign(origin, now.Add(tokenLife))
	if err != nil {
		return "", err
	}
	if len(t.kept) >= maxTokens {
		clear(t.kept)
	}
	header := "vapid t=" + signed + ", k=" + t.keys.public
	t.kept[origin] = token{header: header, signedAt: now}
	return header, nil
}

// Drop forgets the token for an endpoint, so that the next message has a new one.
func (t *tokens) Drop(endpoint *url.URL) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.kept, originOf(endpoint))
}

// tokenHeader is {"typ":"JWT","alg":"ES256"}.
var tokenHeader = base64.RawURLEncoding.EncodeToString([]byte(`{"typ":"JWT","alg":"ES256"}`))

// sign returns a JSON Web Token for a push service.
func (t *tokens) sign(audience string, expires time.Time) (string, error) {
	claims, err := json.Marshal(struct {
		Audience string `json:"aud"`
		Expires  int64  `json:"exp"`
		Subject  string `json:"sub"`
	}{audience, expires.Unix(), t.contact})
	if err != nil {
		return "", fmt.Errorf("sign for a push service: %w", err)
	}
	signed := tokenHeader + "." + base64.RawURLEncoding.EncodeToString(claims)
	digest := sha256.Sum256([]byte(signed))
	r, s, err := ecdsa.Sign(rand.Reader, t.keys.signer, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign for a push service: %w", err)
	}
	signature := make([]byte, 64) // both numbers, without ASN.1 around them (RFC 7518, §3.4)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// originOf is the audience of a token: scheme, host and port.
func originOf(endpoint *url.URL) string { return endpoint.Scheme + "://" + endpoint.Host }
