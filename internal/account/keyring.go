package account

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Secrets keeps what the house generates for itself. [Service] keeps its token
// keys there, so all server processes share them and a restart signs nobody out.
type Secrets interface {
	// Secret returns the secret called name; the first caller generates it.
	Secret(ctx context.Context, name string, generate func() ([]byte, error)) ([]byte, error)
	// WithPrefix returns the secrets whose names begin with prefix, by name.
	WithPrefix(ctx context.Context, prefix string) (map[string][]byte, error)
	// Forget removes a secret.
	Forget(ctx context.Context, name string) error
}

const (
	// keyPrefix begins the names of signing keys; a number follows.
	keyPrefix = "access-key/"
	// keyAge is when a signing key is replaced.
	keyAge = 90 * 24 * time.Hour
	// keyReload is how long a process goes on signing with a key after another
	// process has replaced it.
	keyReload = 10 * time.Minute
	// keyRetry is how often tokens with unknown keys may make us look again.
	keyRetry = time.Second
)

var errUnknownKey = errors.New("unknown signing key")

// signingKey is one key of the ring. Its kid is its number.
type signingKey struct {
	number  int
	since   time.Time
	private ed25519.PrivateKey
}

func (k signingKey) kid() string { return strconv.Itoa(k.number) }

// storedKey is a signing key as a secret's value.
type storedKey struct {
	Seed  []byte    `json:"seed"`
	Since time.Time `json:"since"`
}

// keyring holds the keys of access tokens: the newest signs, all verify.
type keyring struct {
	secrets Secrets
	now     func() time.Time

	mu       sync.RWMutex
	newest   signingKey
	keys     map[string]signingKey
	loadedAt time.Time
}

// openKeyring loads the keys and makes the first one if there is none.
func openKeyring(ctx context.Context, secrets Secrets, now func() time.Time) (*keyring, error) {
	r := &keyring{secrets: secrets, now: now}
	if err := r.make(ctx, 1); err != nil {
		return nil, err
	}
	return r, r.load(ctx)
}

// Signing returns the key to sign with.
func (r *keyring) Signing(ctx context.Context) (signingKey, error) {
	r.mu.RLock()
	key, fresh := r.newest, r.now().Sub(r.loadedAt) < keyReload
	r.mu.RUnlock()
	if fresh {
		return key, nil
	}
	if err := r.load(ctx); err != nil {
		return signingKey{}, err
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.newest, nil
}

// Public returns the key that verifies tokens with this kid. Another process
// may have made it a moment ago, so an unknown one is looked up, now and then.
func (r *keyring) Public(ctx context.Context, kid string) (ed25519.PublicKey, error) {
	r.mu.RLock()
	key, ok := r.keys[kid]
	recent := r.now().Sub(r.loadedAt) < keyRetry
	r.mu.RUnlock()
	if !ok && !recent {
		if err := r.load(ctx); err != nil {
			return nil, err
		}
		r.mu.RLock()
		key, ok = r.keys[kid]
		r.mu.RUnlock()
	}
	if !ok {
		return nil, errUnknownKey
	}
	return key.private.Public().(ed25519.PublicKey), nil //nolint:errcheck // always of this type
}

// RotateIfOld replaces a signing key that has been in use for 90 days. The one
// before it goes on verifying until the next rotation, longer than any token
// lives; older ones are removed. Another process may have replaced it since this
// one looked last.
func (r *keyring) RotateIfOld(ctx context.Context) error {
	if err := r.load(ctx); err != nil {
		return err
	}
	last, older := r.latest()
	if r.now().Sub(last.since) < keyAge {
		return nil
	}
	if err := r.make(ctx, last.number+1); err != nil {
		return err
	}
	for _, number := range older {
		if err := r.secrets.Forget(ctx, keyName(number)); err != nil {
			return err
		}
	}
	return r.load(ctx)
}

// latest returns the newest key and the numbers of all others.
func (r *keyring) latest() (newest signingKey, older []int) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, key := range r.keys {
		if key.number != r.newest.number {
			older = append(older, key.number)
		}
	}
	return r.newest, older
}

func keyName(number int) string { return keyPrefix + strconv.Itoa(number) }

// make creates the key with this number unless it exists: two processes that
// rotate at the same time end up with the same new key.
func (r *keyring) make(ctx context.Context, number int) error {
	existing, err := r.secrets.WithPrefix(ctx, keyPrefix)
	if err != nil {
		return err
	}
	if number == 1 && len(existing) > 0 {
		return nil // the first one may be gone after rotations
	}
	_, err = r.secrets.Secret(ctx, keyName(number), func() ([]byte, error) {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return json.Marshal(storedKey{Seed: private.Seed(), Since: r.now().UTC()})
	})
	return err
}

func (r *keyring) load(ctx context.Context) error {
	stored, err := r.secrets.WithPrefix(ctx, keyPrefix)
	if err != nil {
		return err
	}
	keys := make(map[string]signingKey, len(stored))
	var newest signingKey
	for name, value := range stored {
		key, err := parseKey(name, value)
		if err != nil {
			return err
		}
		keys[key.kid()] = key
		if key.number > newest.number {
			newest = key
		}
	}
	if newest.private == nil {
		return errors.New("there is no signing key")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.keys, r.newest, r.loadedAt = keys, newest, r.now()
	return nil
}

func parseKey(name string, value []byte) (signingKey, error) {
	number, err := strconv.Atoi(strings.TrimPrefix(name, keyPrefix))
	if err != nil {
		return signingKey{}, fmt.Errorf("read signing key %s: %w", name, err)
	}
	var stored storedKey
	if err := json.Unmarshal(value, &stored); err != nil {
		return signingKey{}, fmt.Errorf("read signing key %s: %w", name, err)
	}
	if len(stored.Seed) != ed25519.SeedSize {
		return signingKey{}, fmt.Errorf("read signing key %s: its seed has %d bytes", name, len(stored.Seed))
	}
	return signingKey{number: number, since: stored.Since, private: ed25519.NewKeyFromSeed(stored.Seed)}, nil
}
