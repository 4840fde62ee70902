// Package account lets people sign up and in, and knows which devices are
// signed in.
//
// A device has a session. It holds an access token, which lives ten minutes and
// only in memory, and a refresh token, which lives in a cookie and gets the next
// access token. Every request looks at the session's row, so ending a session
// takes effect at once.
package account

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/postgres"
)

// The faults of signing up and in.
var (
	ErrEmailTaken         = fault.New(fault.Conflict, "email-taken", "There is a user with this e-mail address already; sign in instead.").At("email")
	ErrRegistrationClosed = fault.New(fault.Forbidden, "registration-closed", "This server takes no new users.")
	ErrCredentials        = fault.New(fault.Unauthenticated, "credentials-invalid", "The e-mail address or the password is wrong.")
)

// Spaces makes and finds the space of one's own that every user has.
type Spaces interface {
	// CreatePersonal makes it, in the transaction that makes the user.
	CreatePersonal(ctx context.Context, tx *postgres.DB, userID uuid.UUID) (spaceID, epoch uuid.UUID, err error)
	// PersonalOf finds it.
	PersonalOf(ctx context.Context, userID uuid.UUID) (spaceID, epoch uuid.UUID, err error)
}

// Options are what a [Service] depends on besides the database.
type Options struct {
	Secrets Secrets
	Spaces  Spaces
	Log     *slog.Logger

	// OpenRegistration lets anybody sign up. Otherwise only the first user can.
	OpenRegistration bool

	// SessionsEnded is called in the transaction that ends sessions, so that what
	// hangs on them, such as push subscriptions, goes with them or not at all.
	// It may be nil.
	SessionsEnded func(ctx context.Context, tx *postgres.DB, userID uuid.UUID, sessionIDs []uuid.UUID) error

	// Hash is the cost of a password's hash; [DefaultHashParams] if it is zero.
	Hash HashParams

	// Now is the clock; [time.Now] if it is nil.
	Now func() time.Time
}

// Service signs people up and in and keeps their sessions.
type Service struct {
	db         *postgres.DB
	opts       Options
	passwords  *hasher
	access     *accessTokens
	refreshKey []byte

	byAddress, byEmail *limiter // of failed sign-ins
	signUps            *limiter // by address
}

// NewService returns a service over db. The first one on a database makes the
// token keys.
func NewService(ctx context.Context, db *postgres.DB, opts Options) (*Service, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Hash == (HashParams{}) {
		opts.Hash = DefaultHashParams
	}
	keys, err := openKeyring(ctx, opts.Secrets, opts.Now)
	if err != nil {
		return nil, err
	}
	refreshKey, err := opts.Secrets.Secret(ctx, refreshKeyName, func() ([]byte, error) { return newSeed(), nil })
	if err != nil {
		return nil, err
	}
	return &Service{
		db: db, opts: opts,
		passwords:  newHasher(opts.Hash),
		access:     newAccessTokens(keys, opts.Now),
		refreshKey: refreshKey,
		byAddress:  newLimiter(20, 3*time.Second, opts.Now),
		byEmail:    newLimiter(10, 30*time.Second, opts.Now), // at most 2,880 guesses a day
		signUps:    newLimiter(60, time.Second, opts.Now),
	}, nil
}

// Credentials are what somebody signs up or in with.
type Credentials struct {
	Email      string
	Password   string
	DeviceName string // what the user will know the device by
	Address    string // where the request comes from, to count attempts
}

// Grant is what a device gets that is signed in.
type Grant struct {
	UserID         uuid.UUID
	Email          string
	SpaceID, Epoch uuid.UUID // of the personal space

	AccessToken   string
	AccessExpires time.Time

	RefreshToken   string
	RefreshExpires time.Time
}

// SignUpOpen reports whether a new user may sign up.
func (s *Service) SignUpOpen(ctx context.Context) (bool, error) {
	if s.opts.OpenRegistration {
		return true, nil
	}
	has, err := newStore(s.db).HasUsers(ctx)
	return !has, err
}

// SignUp makes a user, their personal space and the session of their device. The
// first user opens the house; after that only an open registration takes more.
func (s *Service) SignUp(ctx context.Context, c Credentials) (Grant, error) {
	if err := s.signUps.Take(addressKey(c.Address)); err != nil {
		return Grant{}, err
	}
	// Asked again in the transaction. Here it spares strangers' hashes.
	if open, err := s.SignUpOpen(ctx); err != nil || !open {
		return Grant{}, either(err, ErrRegistrationClosed)
	}
	email, err := normalizeEmail(c.Email)
	if err != nil {
		return Grant{}, err
	}
	password := normalizePassword(c.Password)
	if err := checkPassword(password, email); err != nil {
		return Grant{}, err
	}
	hash, err := s.passwords.Hash(ctx, password)
	if err != nil {
		return Grant{}, err
	}
	user := userRow{UserID: uuid.New(), Email: email, PasswordHash: hash}
	grant := Grant{UserID: user.UserID, Email: email}
	session := s.newSession(user.UserID, c.DeviceName)
	err = s.db.InTx(ctx, func(tx *postgres.DB) error {
		if err := s.createUser(ctx, tx, user); err != nil {
			return err
		}
		if grant.SpaceID, grant.Epoch, err = s.opts.Spaces.CreatePersonal(ctx, tx, user.UserID); err != nil {
			return err
		}
		return newStore(tx).CreateSession(ctx, session)
	})
	if err != nil {
		return Grant{}, err
	}
	return s.issue(ctx, grant, session)
}

func (s *Service) createUser(ctx context.Context, tx *postgres.DB, user userRow) error {
	store := newStore(tx)
	if !s.opts.OpenRegistration {
		if err := store.LockSignUp(ctx); err != nil {
			return err
		}
		if has, err := store.HasUsers(ctx); err != nil || has {
			return either(err, ErrRegistrationClosed)
		}
	}
	return store.CreateUser(ctx, user)
}

// SignIn starts a session for a device. An unknown address, a wrong password and
// a disabled user get the same answer after the same time.
func (s *Service) SignIn(ctx context.Context, c Credentials) (Grant, error) {
	email, err := normalizeEmail(c.Email)
	if err != nil {
		return Grant{}, err
	}
	if len(c.Password) > maxPassword {
		return Grant{}, errPasswordLong
	}
	user, err := s.authenticate(ctx, c.Address, email, normalizePassword(c.Password))
	if err != nil {
		return Grant{}, err
	}
	grant := Grant{UserID: user.UserID, Email: user.Email}
	if grant.SpaceID, grant.Epoch, err = s.opts.Spaces.PersonalOf(ctx, user.UserID); err != nil {
		return Grant{}, err
	}
	session := s.newSession(user.UserID, c.DeviceName)
	if err := newStore(s.db).CreateSession(ctx, session); err != nil {
		return Grant{}, err
	}
	return s.issue(ctx, grant, session)
}

// authenticate returns the user with this address and password. Only failures
// count against the limits.
func (s *Service) authenticate(ctx context.Context, address, email, password string) (userRow, error) {
	address = addressKey(address)
	if err := s.byAddress.Take(address); err != nil {
		return userRow{}, err
	}
	if err := s.byEmail.Take(email); err != nil {
		s.byAddress.Return(address)
		return userRow{}, err
	}
	user, err := s.checkCredentials(ctx, email, password)
	if err != ErrCredentials { //nolint:errorlint // it is returned as it is
		s.byAddress.Return(address)
		s.byEmail.Return(email)
	}
	return user, err
}

func (s *Service) checkCredentials(ctx context.Context, email, password string) (userRow, error) {
	user, known, err := newStore(s.db).UserByEmail(ctx, email)
	if err != nil {
		return userRow{}, err
	}
	if !known {
		return userRow{}, either(s.passwords.Pretend(ctx, password), ErrCredentials)
	}
	ok, stale, err := s.passwords.Check(ctx, password, user.PasswordHash)
	if err != nil {
		return userRow{}, err
	}
	if !ok || user.DisabledAt != nil {
		return userRow{}, ErrCredentials
	}
	if stale {
		s.rehash(ctx, user, password)
	}
	return user, nil
}

// rehash brings a hash up to today's parameters. That it could not be done now
// keeps nobody from signing in.
func (s *Service) rehash(ctx context.Context, user userRow, password string) {
	hash, err := s.passwords.Hash(ctx, password)
	if err == nil {
		err = newStore(s.db).ReplaceHash(ctx, user.UserID, user.PasswordHash, hash)
	}
	if err != nil {
		s.opts.Log.WarnContext(ctx, "password hash not brought up to date", slog.Any("error", err))
	}
}

const (
	maxDeviceName     = 100 // characters
	unnamedDeviceName = "Unnamed device"
)

// cleanDeviceName makes what a device calls itself fit to be shown.
func cleanDeviceName(name string) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, name))
	if name == "" {
		return unnamedDeviceName
	}
	if runes := []rune(name); len(runes) > maxDeviceName {
		return string(runes[:maxDeviceName])
	}
	return name
}

// either returns err unless it is nil, and the other one then.
func either(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
