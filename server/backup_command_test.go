package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"tend/internal/backup"
	"tend/internal/postgres/pgtest"

	"github.com/jackc/pgx/v5"
)

// tend runs a command of the program and returns what it prints.
func tend(t *testing.T, environ []string, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := run(t.Context(), args, append(environ, "TEND_LOG_LEVEL=error"), &out, t.Output())
	return out.String(), err
}

// The whole way, with the private database: backed up beside the running server
// while devices push, tried, and restored on a machine that has nothing.
func TestABackupMadeWhileDevicesPushIsRestoredOnANewMachine(t *testing.T) {
	t.Parallel()
	old := []string{"TEND_DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
	h, stop := inProcess(t, old...)
	h.signUp(t)
	h.push(t, "Ada")
	file := filepath.Join(t.TempDir(), "tend.zip")

	over := make(chan struct{})
	var pushing sync.WaitGroup
	for i := range 4 {
		pushing.Go(func() {
			for n := 0; ; n++ {
				select {
				case <-over:
					return
				default:
					h.push(t, fmt.Sprint("device ", i, " contact ", n))
				}
			}
		})
	}
	out := done(t)(tend(t, old, "backup", file))
	close(over)
	pushing.Wait()
	if !strings.Contains(out, "1 user, 1 space") {
		t.Errorf("backup says\n%s", out)
	}
	all := h.names(t)

	out = done(t)(tend(t, old, "restore", "--verify", file)) // the server still runs
	if !strings.Contains(out, "All is well in 1 spaces") {
		t.Errorf("verify says\n%s", out)
	}
	if _, err := tend(t, old, "restore", "--replace", file); err == nil || !strings.Contains(err.Error(), "another Tend is running") {
		t.Errorf("restore beside the running server: %v", err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	fresh := []string{"TEND_DATA_DIR=" + filepath.Join(t.TempDir(), "data")}
	out = done(t)(tend(t, fresh, "restore", file))
	if !strings.Contains(out, "The database is restored") || strings.Contains(out, "is kept in the schema") {
		t.Errorf("restore says\n%s", out)
	}
	if out = done(t)(tend(t, fresh, "check")); !strings.Contains(out, "All is well in 1 spaces") {
		t.Errorf("check says\n%s", out)
	}
	epoch := h.epoch
	h, _ = inProcess(t, fresh...)
	h.signIn(t)
	if h.epoch == epoch {
		t.Error("the epoch is that of before: devices would trust their cursors")
	}
	got := h.names(t)
	if len(got) == 0 || len(got) > len(all) || !slices.Contains(got, "Ada") {
		t.Errorf("%d of %d contacts are there", len(got), len(all))
	}
	h.push(t, "Grace") // the server's role may write what the owner restored
}

// done is for what must succeed.
func done(t *testing.T) func(string, error) string {
	t.Helper()
	return func(out string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return out
	}
}

func TestRestoringOverUsersHasToBeSaid(t *testing.T) {
	t.Parallel()
	environ := []string{"TEND_DATABASE_URL=" + pgtest.OwnerURL(t)}
	h, stop := inProcess(t, environ...)
	h.signUp(t)
	h.push(t, "Ada")
	file := filepath.Join(t.TempDir(), "tend.zip")
	done(t)(tend(t, environ, "backup", file))
	h.push(t, "Grace")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	_, err := tend(t, environ, "restore", file)
	if !errors.Is(err, backup.ErrHoldsUsers) || exitCode(err) != 2 || !strings.Contains(err.Error(), "restore --replace "+file) {
		t.Errorf("restore says %v", err)
	}
	if out := done(t)(tend(t, environ, "restore", "--replace", file)); !strings.Contains(out, "drop schema tend_before_") {
		t.Errorf("restore says\n%s", out)
	}
	h, _ = inProcess(t, environ...)
	h.signIn(t)
	if got := h.names(t); !slices.Equal(got, []string{"Ada"}) {
		t.Errorf("after the restore there are %q", got)
	}
}

func TestVerifyFindsDamageThatTheFileItselfDoesNotShow(t *testing.T) {
	t.Parallel()
	environ := []string{"TEND_DATABASE_URL=" + pgtest.OwnerURL(t)}
	h, stop := inProcess(t, environ...)
	h.signUp(t)
	h.push(t, "Ada")
	h.push(t, "Grace")
	conn, err := pgx.Connect(t.Context(), strings.TrimPrefix(environ[0], "TEND_DATABASE_URL="))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the database goes with the test
	if _, err := conn.Exec(t.Context(), `delete from history where version = 1`); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "tend.zip")
	done(t)(tend(t, environ, "backup", file))
	out, err := tend(t, environ, "restore", "--verify", file)
	if !errors.Is(err, errBroken) || !strings.Contains(out, "(I3)") || strings.Contains(out, "Grace") {
		t.Errorf("verify = %v\n%s", err, out)
	}
	if got := h.names(t); len(got) != 2 {
		t.Errorf("after verify there are %q", got)
	}
	_ = stop() // before its database goes
}

func TestTheServerBacksItselfUpAtNight(t *testing.T) {
	t.Parallel()
	url, dir := pgtest.URL(t), filepath.Join(t.TempDir(), "backups")
	h, stop := inProcess(t, "TEND_DATABASE_URL="+url)
	h.signUp(t)
	h.push(t, "Ada")
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	h, _ = inProcess(t, "TEND_DATABASE_URL="+url, "TEND_BACKUP_DIR="+dir, "TEND_BACKUP_KEEP=2") // no backup since three o'clock
	h.signIn(t)
	eventually(t, "devices may forget what the backup holds", func() bool {
		return bytes.Contains(h.want(t, 200, "GET", "/api/v1/sync/pull?since=0&space="+h.space, nil), []byte(`"safe":1`))
	})
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	info, err := files[0].Info()
	if err != nil || info.Mode() != 0o600 || time.Since(info.ModTime()) > time.Minute {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestBackupsThatMakeNoSenseAreRefusedInPlainWords(t *testing.T) {
	t.Parallel()
	foreign := []string{"TEND_DATABASE_URL=" + pgtest.URL(t)}
	torn := filepath.Join(t.TempDir(), "torn.zip")
	if err := os.WriteFile(torn, []byte("PK"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ args, says string }{
		{"backup", "say which file to write"},
		{"backup a b", "takes the name of one file"},
		{"backup " + t.TempDir() + "/no/folder.zip", "no such file or directory"},
		{"restore", "say which backup"},
		{"restore --verify --replace x", "say which backup"},
		{"restore --force x", `does not know "--force"`},
		{"restore " + torn, "not a backup, or not a whole one"},
		{"restore " + torn + "x", "no such file"},
		{"check now", "unknown command"},
	} {
		_, err := tend(t, foreign, strings.Fields(tt.args)...)
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("tend %s says %v", tt.args, err)
		}
	}
}

func TestABackupGoesToStandardOutput(t *testing.T) {
	t.Parallel()
	environ := []string{"TEND_DATABASE_URL=" + pgtest.URL(t)}
	file := filepath.Join(t.TempDir(), "tend.zip")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"backup", "-"}, environ, f, io.Discard); err != nil {
		t.Fatal(err)
	}
	a, err := backup.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Verify(), a.Close(), f.Close()); err != nil {
		t.Error(err)
	}
}

func TestARestoreByOtherMeansCanBeTold(t *testing.T) {
	t.Parallel()
	environ := []string{"TEND_DATABASE_URL=" + pgtest.URL(t)}
	h, _ := inProcess(t, environ...)
	h.signUp(t)
	done(t)(tend(t, environ, "epoch"))
	if status, answer := h.call(t, "POST", "/api/v1/sync/push", h.contact("Ada")); status != 409 || !bytes.Contains(answer, []byte("epoch-changed")) {
		t.Errorf("push = %d %s", status, answer)
	}
}
