package account_test

import (
	"log/slog"
	"testing"

	"tend/internal/account"
	"tend/internal/postgres/pgtest"
	"tend/internal/secret"
	"tend/internal/space"
)

// BenchmarkVerify is what every request pays for knowing who asks: a signature
// and one look-up by two primary keys.
func BenchmarkVerify(b *testing.B) {
	db := pgtest.New(b)
	s, err := account.NewService(b.Context(), db, account.Options{
		Secrets: secret.NewStore(db), Spaces: space.NewService(db), Log: slog.New(slog.DiscardHandler), Hash: cheap,
	})
	if err != nil {
		b.Fatal(err)
	}
	g, err := s.SignUp(b.Context(), account.Credentials{Email: ada, Password: password})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := s.Verify(b.Context(), g.AccessToken); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSignIn is a sign-in with the parameters that ship.
func BenchmarkSignIn(b *testing.B) {
	db := pgtest.New(b)
	s, err := account.NewService(b.Context(), db, account.Options{
		Secrets: secret.NewStore(db), Spaces: space.NewService(db), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		b.Fatal(err)
	}
	c := account.Credentials{Email: ada, Password: password}
	if _, err := s.SignUp(b.Context(), c); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.SignIn(b.Context(), c); err != nil {
			b.Fatal(err)
		}
	}
}
