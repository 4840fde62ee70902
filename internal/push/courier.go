package push

import (
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/SherClockHolmes/webpush-go"
)

// Sizes of what is sent, in bytes. Only the size of the padded body shows how
// long a message is, so bodies come in few sizes.
const (
	bodyBucket   = 512
	maxBodySize  = 4096    // what every push service takes (RFC 8030, §7.2)
	bodyOverhead = 86 + 17 // header of RFC 8188, delimiter and tag
)

// letter is one message for one device.
type letter struct {
	endpoint string
	p256dh   []byte // the device's key, an uncompressed point of P-256
	auth     []byte // the device's secret
	payload  []byte
	ttl      time.Duration
	topic    string
	urgency  webpush.Urgency
}

// answer is what a push service said.
type answer struct {
	status     int
	retryAfter time.Duration // 0 if it did not say
}

// courier encrypts messages and hands them to push services. It is the only
// place that knows webpush-go, so that the library can be replaced.
type courier struct {
	client  *http.Client
	keys    Keys
	contact string
}

// Send hands a letter over. An error means that no answer came.
//
// It steps around what webpush-go 1.4.0 does: it appends to the payload it is
// given, it writes mailto: in front of any contact but an https one, its own
// client neither times out nor refuses redirects, and it pads every message to
// the record size.
func (c *courier) Send(ctx context.Context, l letter) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, sendTimeout)
	defer cancel()
	size, err := bodySize(len(l.payload))
	if err != nil {
		return answer{}, err
	}
	encode := base64.RawURLEncoding.EncodeToString
	to := webpush.Subscription{
		Endpoint: l.endpoint,
		Keys:     webpush.Keys{P256dh: encode(l.p256dh), Auth: encode(l.auth)},
	}
	res, err := webpush.SendNotificationWithContext(ctx, slices.Clone(l.payload), &to, &webpush.Options{
		HTTPClient:      c.client,
		RecordSize:      size,
		Subscriber:      c.contact,
		Topic:           l.topic,
		TTL:             int(l.ttl.Seconds()),
		Urgency:         l.urgency,
		VAPIDPublicKey:  c.keys.public,
		VAPIDPrivateKey: c.keys.private,
	})
	if err != nil {
		return answer{}, fmt.Errorf("send to %s: %w", hostOf(l.endpoint), withoutURL(err))
	}
	defer res.Body.Close() //nolint:errcheck // read to its end, or given up
	// Reading on lets the connection be used again; what is said does not matter.
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer)
	return answer{status: res.StatusCode, retryAfter: retryAfter(res.Header.Get("Retry-After"), time.Now())}, nil
}

// bodySize returns the size that a body with n bytes of payload is padded to.
func bodySize(n int) (uint32, error) {
	size := (n + bodyOverhead + bodyBucket - 1) / bodyBucket * bodyBucket
	if size > maxBodySize {
		return 0, errTooLarge
	}
	return uint32(size), nil //nolint:gosec // it is small and positive
}

// retryAfter reads the header of that name (RFC 9110, §10.2.3).
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(value); err == nil {
		return time.Duration(min(max(seconds, 0), 24*60*60)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), 24*time.Hour)
	}
	return 0
}
