package account

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/postgres"
)

// How long a session lives. A phone that lay in a drawer for a month still
// syncs; a forgotten browser does not stay signed in for ever.
const (
	idleLifetime     = 60 * 24 * time.Hour
	absoluteLifetime = 180 * 24 * time.Hour
	// endedKept is how long an ended session stays to be looked into.
	endedKept = 30 * 24 * time.Hour
)

// Why a session ended.
const (
	endedSignOut  = "sign-out"
	endedByUser   = "ended" // from the list of devices
	endedAll      = "all-ended"
	endedReuse    = "reuse" // an old refresh token came back: one of two holders is a thief
	endedExpired  = "expired"
	tidyBatchSize = 500
)

// The faults of sessions. After "session-invalid" a refresh may help, after
// "session-ended" only signing in does.
var (
	ErrSessionInvalid  = fault.New(fault.Unauthenticated, "session-invalid", "Sign in again.")
	ErrSessionEnded    = fault.New(fault.Unauthenticated, "session-ended", "This device was signed out; sign in again.")
	ErrSessionNotFound = fault.New(fault.NotFound, "session-not-found", "There is no such device.")
)

// Session is a signed-in device as its user sees it.
type Session struct {
	ID         uuid.UUID
	DeviceName string
	CreatedAt  time.Time
	UsedAt     time.Time // when its tokens were last refreshed
}

// Verify returns the user and the session of an access token. It looks at the
// session's row, so a session that was ended a moment ago is refused.
func (s *Service) Verify(ctx context.Context, token string) (userID, sessionID uuid.UUID, err error) {
	g, err := s.access.Read(ctx, token)
	if err != nil {
		return uuid.Nil, uuid.Nil, ErrSessionInvalid
	}
	store := newStore(s.db)
	userID, seen, ok, err := store.Live(ctx, g.sessionID, s.now())
	if err != nil {
		return uuid.Nil, uuid.Nil, err
	}
	if !ok || userID != g.userID {
		return uuid.Nil, uuid.Nil, ErrSessionEnded
	}
	if g.generation > seen {
		if err := store.Confirm(ctx, g.sessionID, g.generation); err != nil {
			return uuid.Nil, uuid.Nil, err
		}
	}
	return userID, g.sessionID, nil
}

// SessionLive reports whether a session may go on. It is for what lasts longer
// than a request, such as a stream: the session may have been ended meanwhile,
// also by another server.
func (s *Service) SessionLive(ctx context.Context, sessionID uuid.UUID) (bool, error) {
	_, _, ok, err := newStore(s.db).Live(ctx, sessionID, s.now())
	return ok, err
}

// Refresh exchanges a refresh token for new tokens.
//
// The current token moves the session on by a generation. The one before it gets
// the same successor again as long as nobody has used that: it comes from a
// second tab, or the answer was lost on the way, a second or a week ago. Any
// older token, or the previous one after its successor was used, has a second
// holder; the session is ended for both.
func (s *Service) Refresh(ctx context.Context, token string) (Grant, error) {
	t, err := parseRefreshToken(token)
	if err != nil {
		return Grant{}, ErrSessionInvalid
	}
	var locked lockedSession
	var refusal error // apart from err, because ending the session has to commit
	err = s.db.InTx(ctx, func(tx *postgres.DB) (err error) {
		locked, refusal, err = s.rotate(ctx, tx, t)
		return err
	})
	if err != nil || refusal != nil {
		return Grant{}, either(err, refusal)
	}
	grant := Grant{UserID: locked.Session.UserID, Email: locked.Email}
	if grant.SpaceID, grant.Epoch, err = s.opts.Spaces.PersonalOf(ctx, grant.UserID); err != nil {
		return Grant{}, err
	}
	return s.issue(ctx, grant, locked.Session)
}

// rotate moves the session of a refresh token on, or says why it refuses to.
func (s *Service) rotate(ctx context.Context, tx *postgres.DB, t refreshToken) (locked lockedSession, refusal, err error) {
	st := newStore(tx)
	locked, found, err := st.Lock(ctx, t.sessionID)
	session := &locked.Session
	switch {
	case err != nil:
		return locked, nil, err
	case !found || !t.Matches(s.refreshKey, session.Seed):
		return locked, ErrSessionInvalid, nil
	case session.RevokedAt != nil || locked.Disabled || !session.ExpiresAt.After(s.now()):
		return locked, ErrSessionEnded, nil
	case advance(session, t.generation):
		s.prolong(session)
		return locked, nil, st.Advance(ctx, *session)
	}
	s.opts.Log.WarnContext(ctx, "refresh token came back after its successor; session ended",
		slog.String("session_id", t.sessionID.String()))
	return locked, ErrSessionEnded, s.end(ctx, tx, func(st *store) ([]ended, error) {
		return st.End(ctx, session.UserID, t.sessionID, s.now(), endedReuse)
	})
}

// advance moves a session on for a token of the given generation, and reports
// whether that generation may still be used.
//
// A genuine token of a generation that is yet to come is from before a backup was
// restored: the session has gone back in time, and the device has not. It goes on
// from where the device is.
func advance(row *sessionRow, generation int64) bool {
	row.Generation = max(row.Generation, generation)
	switch {
	case generation == row.Generation:
		row.SeenGeneration = generation // presenting a token proves its receipt
		row.Generation++
		return true
	case generation == row.Generation-1 && row.SeenGeneration < row.Generation:
		return true
	}
	return false
}

// prolong counts the idle time anew, within the absolute limit.
func (s *Service) prolong(row *sessionRow) {
	row.UsedAt = s.now()
	row.ExpiresAt = row.UsedAt.Add(idleLifetime)
	if limit := row.CreatedAt.Add(absoluteLifetime); row.ExpiresAt.After(limit) {
		row.ExpiresAt = limit
	}
}

// newSession returns a session that begins now.
func (s *Service) newSession(userID uuid.UUID, deviceName string) sessionRow {
	row := sessionRow{
		SessionID:  uuid.New(),
		UserID:     userID,
		DeviceName: cleanDeviceName(deviceName),
		Seed:       newSeed(),
		CreatedAt:  s.now(),
	}
	s.prolong(&row)
	return row
}

// issue completes a grant with the tokens of a session.
func (s *Service) issue(ctx context.Context, g Grant, row sessionRow) (Grant, error) {
	var err error
	g.AccessToken, g.AccessExpires, err = s.access.Sign(ctx, row.UserID, row.SessionID, row.Generation)
	if err != nil {
		return Grant{}, err
	}
	g.RefreshToken = makeRefreshToken(s.refreshKey, row.SessionID, row.Generation, row.Seed).String()
	g.RefreshExpires = row.ExpiresAt
	return g, nil
}

// SignOut ends the session that a refresh token belongs to. A token that is not
// ours, or of a session that has ended, changes nothing: whoever signs out twice
// is signed out.
func (s *Service) SignOut(ctx context.Context, token string) error {
	t, err := parseRefreshToken(token)
	if err != nil {
		return nil //nolint:nilerr // see above
	}
	return s.db.InTx(ctx, func(tx *postgres.DB) error {
		locked, found, err := newStore(tx).Lock(ctx, t.sessionID)
		if err != nil || !found || !t.Matches(s.refreshKey, locked.Session.Seed) {
			return err
		}
		return s.end(ctx, tx, func(st *store) ([]ended, error) {
			return st.End(ctx, locked.Session.UserID, t.sessionID, s.now(), endedSignOut)
		})
	})
}

// SignOutByAccess ends the session of an access token, under the same terms.
func (s *Service) SignOutByAccess(ctx context.Context, token string) error {
	g, err := s.access.Read(ctx, token)
	if err != nil {
		return nil //nolint:nilerr // see SignOut
	}
	return s.db.InTx(ctx, func(tx *postgres.DB) error {
		return s.end(ctx, tx, func(st *store) ([]ended, error) {
			return st.End(ctx, g.userID, g.sessionID, s.now(), endedSignOut)
		})
	})
}

// Sessions returns the signed-in devices of the user, last used first.
func (s *Service) Sessions(ctx context.Context, userID uuid.UUID) ([]Session, error) {
	rows, err := newStore(s.db).List(ctx, userID, s.now())
	if err != nil {
		return nil, err
	}
	sessions := make([]Session, len(rows))
	for i, r := range rows {
		sessions[i] = Session{ID: r.SessionID, DeviceName: r.DeviceName, CreatedAt: r.CreatedAt, UsedAt: r.UsedAt}
	}
	return sessions, nil
}

// End signs one device of the user out. A session of somebody else is not found.
func (s *Service) End(ctx context.Context, userID, sessionID uuid.UUID) error {
	return s.db.InTx(ctx, func(tx *postgres.DB) error {
		return s.end(ctx, tx, func(st *store) ([]ended, error) {
			sessions, err := st.End(ctx, userID, sessionID, s.now(), endedByUser)
			if err == nil && len(sessions) == 0 {
				err = ErrSessionNotFound
			}
			return sessions, err
		})
	})
}

// EndAll signs every device of the user out.
func (s *Service) EndAll(ctx context.Context, userID uuid.UUID) error {
	return s.db.InTx(ctx, func(tx *postgres.DB) error {
		return s.end(ctx, tx, func(st *store) ([]ended, error) {
			return st.EndAll(ctx, userID, s.now(), endedAll)
		})
	})
}

// end ends sessions within tx, together with what hangs on them.
func (s *Service) end(ctx context.Context, tx *postgres.DB, do func(*store) ([]ended, error)) error {
	sessions, err := do(newStore(tx))
	if err != nil || s.opts.SessionsEnded == nil {
		return err
	}
	byUser := map[uuid.UUID][]uuid.UUID{}
	for _, e := range sessions {
		byUser[e.UserID] = append(byUser[e.UserID], e.SessionID)
	}
	for userID, ids := range byUser {
		if err := s.opts.SessionsEnded(ctx, tx, userID, ids); err != nil {
			return err
		}
	}
	return nil
}

// Tidy does what time asks for: it ends the sessions that were not refreshed in
// time, so that their push subscriptions go too, forgets those that ended a
// month ago, and replaces an old signing key. Call it about once an hour.
func (s *Service) Tidy(ctx context.Context) error {
	var expired []ended
	endExpired := func(tx *postgres.DB) error {
		return s.end(ctx, tx, func(st *store) (_ []ended, err error) {
			expired, err = st.EndExpired(ctx, s.now(), tidyBatchSize)
			return expired, err
		})
	}
	for more := true; more; more = len(expired) == tidyBatchSize {
		if err := s.db.InTx(ctx, endExpired); err != nil {
			return err
		}
	}
	return errors.Join(
		newStore(s.db).ForgetEnded(ctx, s.now().Add(-endedKept)),
		s.access.keys.RotateIfOld(ctx),
	)
}

// now is the time as the database keeps it.
func (s *Service) now() time.Time { return s.opts.Now().UTC().Truncate(time.Microsecond) }
