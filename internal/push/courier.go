package push

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// urgency says what a push service may wait for before it wakes a device (RFC
// 8030, §5.3).
type urgency string

// The urgencies that are used.
const (
	urgencyHigh   urgency = "high"   // now
	urgencyNormal urgency = "normal" // while the device is in use, or on power
	urgencyLow    urgency = "low"    // while it is on power or on Wi-Fi
)

// letter is one message for one device.
type letter struct {
	endpoint string
	p256dh   []byte // the device's key, an uncompressed point of P-256
	auth     []byte // the device's secret
	payload  []byte
	ttl      time.Duration
	topic    string // what a later message replaces it by; none if empty
	urgency  urgency
}

// answer is what a push service said.
type answer struct {
	status     int
	retryAfter time.Duration // 0 if it did not say
}

// courier encrypts messages and hands them to push services.
type courier struct {
	client *http.Client // gives up by itself
	tokens *tokens
}

// Send hands a letter over. An error means that no answer came.
func (c *courier) Send(ctx context.Context, l letter) (answer, error) {
	req, err := c.request(ctx, l)
	if err != nil {
		return answer{}, err
	}
	res, err := c.client.Do(req)
	if err != nil {
		return answer{}, fmt.Errorf("send to %s: %w", req.URL.Hostname(), withoutURL(err))
	}
	defer res.Body.Close() //nolint:errcheck // read to its end, or given up
	// Reading on lets the connection be used again; what is said does not matter.
	_, _ = io.CopyN(io.Discard, res.Body, maxAnswer)
	a := answer{status: res.StatusCode, retryAfter: retryAfter(res.Header.Get("Retry-After"), time.Now())}
	if judge(a, nil) == refused {
		c.tokens.Drop(req.URL) // it may have been signed while the clock was wrong
	}
	return a, nil
}

// request makes the request that RFC 8030, section 5, asks for.
func (c *courier) request(ctx context.Context, l letter) (*http.Request, error) {
	endpoint, err := url.Parse(l.endpoint)
	if err != nil {
		return nil, fmt.Errorf("read an endpoint: %w", withoutURL(err))
	}
	body, err := encrypt(l.payload, l.p256dh, l.auth)
	if err != nil {
		return nil, err
	}
	authorization, err := c.tokens.For(endpoint)
	if err != nil {
		return nil, err
	}
	header := http.Header{
		"Authorization":    {authorization},
		"Content-Encoding": {"aes128gcm"},
		"Content-Type":     {"application/octet-stream"},
		"Ttl":              {strconv.Itoa(int(l.ttl.Seconds()))},
	}
	if l.topic != "" {
		header.Set("Topic", l.topic)
	}
	if l.urgency != "" {
		header.Set("Urgency", string(l.urgency))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.URL, req.Host, req.Header = endpoint, endpoint.Host, header
	return req, nil
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
