package push

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"errors"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"

	"tend/internal/fault"
)

// Limits of subscriptions.
const (
	maxSubscriptions = 20  // of one user; the one that was heard of least lately goes
	maxDeviceName    = 100 // characters
	authSize         = 16  // bytes, by RFC 8291
)

// The faults of subscriptions.
var (
	ErrNotFound = fault.New(fault.NotFound, "push-subscription-not-found", "There is no such device.")
	ErrTaken    = fault.New(fault.Conflict, "push-endpoint-taken",
		"This device is subscribed for another user. Turn notifications off and on again.").At("endpoint")
	errP256dh = fault.New(fault.Invalid, "push-key-p256dh", "The device's public key has to be a point of the curve P-256.").At("keys.p256dh")
	errAuth   = fault.New(fault.Invalid, "push-key-auth", "The device's secret has to be %d bytes long.", authSize).At("keys.auth")
)

// Subscription is a device that takes messages, as its user may see it. It
// holds nothing by which one could send to the device.
type Subscription struct {
	ID          uuid.UUID
	SessionID   uuid.UUID // the session on the device
	DeviceName  string
	Service     string // host of its push service
	CreatedAt   time.Time
	SeenAt      time.Time  // when the device last told of it
	LastSentAt  *time.Time // when its push service last took a message
	LastError   string     // why the last failure was one, empty if there never was any
	LastErrorAt *time.Time
	// RefusedAt is since when its push service refuses this server, which only
	// the operator can mend; nil if it does not.
	RefusedAt *time.Time
	Muted     []Kind // what its user does not want on it
}

// Registration is what a device says of itself when it subscribes.
type Registration struct {
	Endpoint   string
	P256dh     string // base64url, as PushSubscription.toJSON has it
	Auth       string // base64url
	DeviceName string
}

// registration is a Registration that was checked.
type registration struct {
	endpoint   string
	p256dh     []byte
	auth       []byte
	deviceName string
}

func (p *Policy) accept(r Registration) (registration, error) {
	if err := p.Check(r.Endpoint); err != nil {
		return registration{}, err
	}
	point, err := decodeKey(r.P256dh)
	if err != nil {
		return registration{}, errP256dh
	}
	if _, err := ecdh.P256().NewPublicKey(point); err != nil {
		return registration{}, errP256dh
	}
	auth, err := decodeKey(r.Auth)
	if err != nil || len(auth) != authSize {
		return registration{}, errAuth
	}
	return registration{endpoint: r.Endpoint, p256dh: point, auth: auth, deviceName: cleanName(r.DeviceName)}, nil
}

// decodeKey reads base64url, padded or not; some browsers' polyfills send plain base64.
func decodeKey(text string) ([]byte, error) {
	text = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(text), "=")
	return base64.RawURLEncoding.DecodeString(text)
}

// cleanName makes a name fit to be shown; it is no reason to refuse a device.
func cleanName(name string) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, name))
	return cut(name, maxDeviceName)
}

// Subscribe keeps a device, or what has changed about it. A device of another
// user is handed over only if it shows the keys that it had there, which the
// same browser does when somebody else signs in on it.
func (s *Service) Subscribe(ctx context.Context, userID, sessionID uuid.UUID, r Registration) (Subscription, error) {
	reg, err := s.policy.accept(r)
	if err != nil {
		if errors.Is(err, ErrEndpoint) {
			s.logRefusedHost(ctx, r.Endpoint)
		}
		return Subscription{}, err
	}
	return s.keep(ctx, userID, sessionID, reg)
}
