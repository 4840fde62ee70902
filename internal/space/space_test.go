package space_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"tend/internal/httpapi"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/space"
)

// newUser makes a user with their own space.
func newUser(t *testing.T, db *postgres.DB) uuid.UUID {
	t.Helper()
	id := uuid.New()
	err := db.InTx(t.Context(), func(tx *postgres.DB) error {
		_, err := tx.Conn().Exec(t.Context(), `insert into app_user (user_id, email, password_hash) values ($1, $2, '')`, id, id.String()+"@example.org")
		if err != nil {
			return err
		}
		_, _, err = space.NewService(db).CreatePersonal(t.Context(), tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestEverybodyHasExactlyOneSpaceOfTheirOwn(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	s := space.NewService(db)
	ada, bo := newUser(t, db), newUser(t, db)
	list, err := s.List(t.Context(), ada)
	if err != nil || len(list) != 1 {
		t.Fatalf("spaces = %+v, %v", list, err)
	}
	id, epoch, err := s.PersonalOf(t.Context(), ada)
	if err != nil || list[0].ID != id || list[0].Epoch != epoch || list[0].Kind != space.Personal || list[0].Role != space.Owner {
		t.Errorf("personal = %v %v %v, list = %+v", id, epoch, err, list)
	}
	if other, otherEpoch, err := s.PersonalOf(t.Context(), bo); err != nil || other == id || otherEpoch == epoch {
		t.Errorf("two users share %v %v, %v", other, otherEpoch, err)
	}
	err = db.InTx(t.Context(), func(tx *postgres.DB) error {
		_, _, err := s.CreatePersonal(t.Context(), tx, ada)
		return err
	})
	if err == nil {
		t.Error("a second personal space was made")
	}
}

func TestAPersonalSpaceIsMadeWithItsUserOrNotAtAll(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	broken := errors.New("later in the transaction")
	err := db.InTx(t.Context(), func(tx *postgres.DB) error {
		id := uuid.New()
		if _, err := tx.Conn().Exec(t.Context(), `insert into app_user (user_id, email, password_hash) values ($1, 'ada@example.org', '')`, id); err != nil {
			return err
		}
		if _, _, err := space.NewService(db).CreatePersonal(t.Context(), tx, id); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	var rows int
	if err := db.Conn().QueryRow(t.Context(), `select (select count(*) from space) + (select count(*) from member)`).Scan(&rows); err != nil || rows != 0 {
		t.Errorf("%d rows are left, %v", rows, err)
	}
}

func TestASpaceIsSeenByItsMembersOnly(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	s := space.NewService(db)
	ada, bo := newUser(t, db), newUser(t, db)
	shared, err := s.Create(t.Context(), ada, space.Shared, "  Family  ")
	if err != nil || shared.Name != "Family" {
		t.Fatalf("space = %+v, %v", shared, err)
	}
	if list, err := s.List(t.Context(), bo); err != nil || len(list) != 1 {
		t.Errorf("a stranger sees %+v, %v", list, err)
	}
	foreign, absent := s.Delete(t.Context(), bo, shared.ID), s.Delete(t.Context(), bo, uuid.New())
	if !errors.Is(foreign, space.ErrNotFound) || foreign.Error() != absent.Error() {
		t.Errorf("a stranger's delete: %v, of nothing: %v", foreign, absent)
	}
	join(t, db, shared.ID, bo)
	list, err := s.List(t.Context(), bo)
	if err != nil || len(list) != 2 || list[1].ID != shared.ID || list[1].Role != space.Member || list[1].Epoch != shared.Epoch {
		t.Errorf("a member sees %+v, %v", list, err)
	}
}

func join(t *testing.T, db *postgres.DB, spaceID, userID uuid.UUID) {
	t.Helper()
	if _, err := db.Conn().Exec(t.Context(), `insert into member (space_id, user_id, role) values ($1, $2, 'member')`, spaceID, userID); err != nil {
		t.Fatal(err)
	}
}

func TestWhoMayDeleteASpace(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	s := space.NewService(db)
	ada, bo := newUser(t, db), newUser(t, db)
	personal, _, err := s.PersonalOf(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := s.Create(t.Context(), ada, space.Shared, "Family")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), ada, personal); !errors.Is(err, space.ErrPersonal) {
		t.Errorf("personal space: %v", err)
	}
	join(t, db, shared.ID, bo)
	if err := s.Delete(t.Context(), bo, shared.ID); !errors.Is(err, space.ErrNotOwner) {
		t.Errorf("by a member: %v", err)
	}
	if err := s.Delete(t.Context(), ada, shared.ID); !errors.Is(err, space.ErrHasMembers) {
		t.Errorf("with members: %v", err)
	}
	if _, err := db.Conn().Exec(t.Context(), `delete from member where user_id = $1 and space_id = $2`, bo, shared.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Delete(t.Context(), ada, shared.ID); err != nil {
		t.Errorf("by the last one: %v", err)
	}
	if err := s.Delete(t.Context(), ada, shared.ID); !errors.Is(err, space.ErrNotFound) {
		t.Errorf("twice: %v", err)
	}
}

func TestASpaceIsNotDeletedUnderSomebodyWhoJoins(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	s := space.NewService(db)
	ada, bo := newUser(t, db), newUser(t, db)
	shared, err := s.Create(t.Context(), ada, space.Shared, "Family")
	if err != nil {
		t.Fatal(err)
	}
	deleted := make(chan error, 1)
	err = db.InTx(t.Context(), func(tx *postgres.DB) error {
		join(t, tx, shared.ID, bo)
		go func() { deleted <- s.Delete(t.Context(), ada, shared.ID) }()
		for waiting := 0; waiting == 0; {
			err := db.Conn().QueryRow(t.Context(), `
				select count(*) from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock'`).Scan(&waiting)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-deleted; !errors.Is(err, space.ErrHasMembers) {
		t.Errorf("delete = %v", err)
	}
}

// A25. Deleting asks the catalogue for what belongs to a space, so it covers tables
// that nobody has thought of yet. The test brings some, as their owner.
func TestNothingIsLeftOfADeletedSpace(t *testing.T) {
	t.Parallel()
	db, err := postgres.Open(t.Context(), pgtest.EmptyURL(t), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	s := space.NewService(db)
	ada := newUser(t, db)
	sample, err := s.Create(t.Context(), ada, space.Sample, "Sample")
	if err != nil {
		t.Fatal(err)
	}
	kept, _, err := s.PersonalOf(t.Context(), ada)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Conn().Exec(t.Context(), `
		create table plan (space_id uuid not null, n int);
		create table "Odd name" (n int, space_id uuid);
		create table split (space_id uuid, n int) partition by hash (space_id);
		create table split_0 partition of split for values with (modulus 2, remainder 0);
		create table split_1 partition of split for values with (modulus 2, remainder 1);
		create view look as select * from plan`)
	if err != nil {
		t.Fatal(err)
	}
	tables := []string{`plan`, `"Odd name"`, `split`}
	for _, table := range tables {
		for _, id := range []uuid.UUID{sample.ID, sample.ID, kept} {
			if _, err := db.Conn().Exec(t.Context(), `insert into `+table+` (space_id) values ($1)`, id); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Delete(t.Context(), ada, sample.ID); err != nil {
		t.Fatal(err)
	}
	for _, table := range append(tables, "space", "member") {
		var gone, left int
		stmt := `select count(*) filter (where space_id = $1), count(*) filter (where space_id = $2) from ` + table
		if err := db.Conn().QueryRow(t.Context(), stmt, sample.ID, kept).Scan(&gone, &left); err != nil {
			t.Fatal(err)
		}
		if gone != 0 || left != 1 {
			t.Errorf("%s has %d rows of the deleted space and %d of the other", table, gone, left)
		}
	}
}

func TestTheNumberOfSpacesIsBounded(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	s := space.NewService(db)
	ada := newUser(t, db)
	for range 45 {
		if _, err := s.Create(t.Context(), ada, space.Sample, "Sample"); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	made, refused := 0, 0
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			_, err := s.Create(t.Context(), ada, space.Sample, "Sample")
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made++
			case errors.Is(err, space.ErrTooMany):
				refused++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if made != 4 || refused != 6 { // 50 with the personal one
		t.Errorf("%d made, %d refused", made, refused)
	}
}

func TestSpacesOverHTTP(t *testing.T) {
	t.Parallel()
	db := pgtest.New(t)
	ada, bo := newUser(t, db), newUser(t, db)
	e := httpapi.NewEcho(httpapi.EdgeConfig{Log: slog.New(slog.DiscardHandler)})
	api := httpapi.New(e, "1")
	httpapi.Authenticate(api, func(_ context.Context, token string) (httpapi.Identity, error) {
		return httpapi.Identity{UserID: uuid.MustParse(token)}, nil
	})
	space.Register(api, space.NewService(db))
	send := func(user uuid.UUID, method, path, body string) (int, string) {
		req := httptest.NewRequestWithContext(t.Context(), method, httpapi.Prefix+path, strings.NewReader(body))
		req.Header.Set("Authorization", "Bearer "+user.String())
		req.Header.Set("Content-Type", "application/json")
		rec := httptest.NewRecorder()
		e.ServeHTTP(rec, req)
		b, err := io.ReadAll(rec.Body)
		if err != nil {
			t.Fatal(err)
		}
		return rec.Code, string(b)
	}
	status, body := send(ada, http.MethodPost, "/spaces", `{"kind":"sample","name":"To try out"}`)
	var made struct{ ID, Kind, Name, Role, Epoch string }
	if err := json.Unmarshal([]byte(body), &made); err != nil || status != http.StatusCreated || made.Kind != "sample" || made.Role != "owner" || made.Epoch == "" {
		t.Fatalf("made = %d %s, %v", status, body, err)
	}
	if _, body := send(ada, http.MethodGet, "/spaces", ""); !strings.Contains(body, made.ID) || !strings.Contains(body, `"head":0`) {
		t.Errorf("list = %s", body)
	}
	for body, want := range map[string]string{
		`{"kind":"personal","name":"x"}`:                                `"location":"body.kind","rule":"not-one-of"`,
		`{"kind":"sample","name":" "}`:                                  `"location":"body.name","rule":"space-name-missing"`,
		`{"kind":"sample","name":"a\nb"}`:                               `"location":"body.name","rule":"space-name-unclean"`,
		`{"kind":"sample","name":"` + strings.Repeat("x", 101) + `"}`:   `"location":"body.name","rule":"too-long"`,
		`{"kind":"sample","name":"x","epoch":"` + made.Epoch + `"}`:     `"location":"body.epoch","rule":"unknown"`,
		`{"kind":"sample","name":"x","spaceId":"` + made.ID + `"}`:      `"location":"body.spaceId","rule":"unknown"`,
		`{"kind":"sample","name":"x","Kind":"personal","role":"owner"}`: `"rule":"unknown"`,
	} {
		if status, got := send(ada, http.MethodPost, "/spaces", body); status != 422 || !strings.Contains(got, want) {
			t.Errorf("%s: %d %s", body, status, got)
		}
	}
	if status, _ := send(bo, http.MethodDelete, "/spaces/"+made.ID, ""); status != http.StatusNotFound {
		t.Errorf("a stranger's delete: %d", status)
	}
	if status, _ := send(ada, http.MethodDelete, "/spaces/"+made.ID, ""); status != http.StatusNoContent {
		t.Errorf("delete: %d", status)
	}
}
