package secret_test

import (
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"testing"

	"tend/internal/postgres/pgtest"
	"tend/internal/secret"
)

func random() ([]byte, error) { return []byte(rand.Text()), nil }

func TestAllWhoAskFirstGetTheSameSecret(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	got := make([][]byte, 20)
	var wg sync.WaitGroup
	for i := range got {
		wg.Go(func() {
			value, err := secret.NewStore(db).Secret(t.Context(), "key", random)
			if err != nil {
				t.Error(err)
			}
			got[i] = value
		})
	}
	wg.Wait()
	for _, value := range got {
		if len(value) == 0 || !slices.Equal(value, got[0]) {
			t.Fatalf("secrets differ: %q", got)
		}
	}
}

func TestASecretStaysUntilItIsForgotten(t *testing.T) {
	t.Parallel()
	store := secret.NewStore(pgtest.New(t))
	first, err := store.Secret(t.Context(), "key/1", random)
	if err != nil {
		t.Fatal(err)
	}
	again, err := store.Secret(t.Context(), "key/1", func() ([]byte, error) { return nil, errors.New("asked twice") })
	if err != nil || !slices.Equal(first, again) {
		t.Fatalf("again = %q, %v", again, err)
	}
	if _, err := store.Secret(t.Context(), "keyring", random); err != nil {
		t.Fatal(err)
	}
	all, err := store.WithPrefix(t.Context(), "key/")
	if err != nil || len(all) != 1 || !slices.Equal(all["key/1"], first) {
		t.Fatalf("with prefix = %q, %v", all, err)
	}
	if err := store.Forget(t.Context(), "key/1"); err != nil {
		t.Fatal(err)
	}
	if all, err := store.WithPrefix(t.Context(), "key/"); err != nil || len(all) != 0 {
		t.Fatalf("after forgetting: %q, %v", all, err)
	}
}

func TestAFailedGeneratorLeavesNothing(t *testing.T) {
	t.Parallel()
	store := secret.NewStore(pgtest.New(t))
	broken := errors.New("no entropy")
	if _, err := store.Secret(t.Context(), "key", func() ([]byte, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Fatalf("error = %v", err)
	}
	if value, err := store.Secret(t.Context(), "key", random); err != nil || len(value) == 0 {
		t.Fatalf("afterwards = %q, %v", value, err)
	}
}
