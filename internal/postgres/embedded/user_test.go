package embedded_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// As root these tests become an ordinary user for the cases that need one; run
// by an ordinary user, they are that user. The cases that need root say so.

func TestAnOrdinaryUserCanRunIt(t *testing.T) {
	t.Parallel()
	dir := openDir(t)
	var cred *syscall.Credential
	if isRoot() {
		cred = nobody()
		own(t, dir, cred)
	}
	h := runTend(t, filepath.Join(dir, "data"), cred)
	write(t, h.said)
	h.stop()
	again := runTend(t, filepath.Join(dir, "data"), cred)
	remember(t, again.said)
}

func TestAReadOnlyParentIsToldInOneLine(t *testing.T) {
	t.Parallel()
	parent := openDir(t)
	var cred *syscall.Credential
	if isRoot() {
		cred = nobody() // root may write everywhere
	} else if err := os.Chmod(parent, 0o555); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(parent, "data")
	h := runTend(t, dir, cred)
	for _, word := range []string{"refused:", dir, "permission denied", "TEND_DATA_DIR"} {
		if !strings.Contains(h.said, word) {
			t.Errorf("%q does not mention %q", h.said, word)
		}
	}
}

func TestAFolderOfAnotherUserIsToldInOneLine(t *testing.T) {
	t.Parallel()
	if !isRoot() {
		t.Log("only root can make another user's folder; the rule is tested where tests run as root")
		return
	}
	dir := filepath.Join(openDir(t), "data")
	stop(t, startIn(t, dir))
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	h := runTend(t, dir, nobody())
	if !strings.Contains(h.said, "start Tend as the user who owns it") {
		t.Errorf("%q does not say whose it is", h.said)
	}
}

func TestRootKeepsPostgresAnOrdinaryUserEvenWhereThatUserMayNotWalk(t *testing.T) {
	t.Parallel()
	if !isRoot() {
		t.Log("only root has another account run Postgres; the rule is tested where tests run as root")
		return
	}
	closed := filepath.Join(openDir(t), "closed") // as /root is
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, parent := range []string{openDir(t), closed} {
		dir := filepath.Join(parent, "data")
		s := startIn(t, dir)
		write(t, s.OwnerURL())
		var st syscall.Stat_t
		if err := syscall.Stat(filepath.Join("/proc", pidOf(t, dir)), &st); err != nil {
			t.Fatal(err)
		}
		if st.Uid == 0 {
			t.Errorf("in %s Postgres runs as root", parent)
		}
		stop(t, s)
		remember(t, startIn(t, dir).URL())
	}
}

func TestRootGoesOnWithWhatAUserBegan(t *testing.T) {
	t.Parallel()
	if !isRoot() {
		t.Log("only root can take over; the rule is tested where tests run as root")
		return
	}
	parent := openDir(t)
	own(t, parent, nobody())
	dir := filepath.Join(parent, "data")
	h := runTend(t, dir, nobody())
	write(t, h.said)
	h.stop()

	s := startIn(t, dir)
	remember(t, s.URL())
	stop(t, s)
	back := runTend(t, dir, nobody())
	remember(t, back.said)
}

func own(t *testing.T, dir string, cred *syscall.Credential) {
	t.Helper()
	if err := os.Chown(dir, int(cred.Uid), int(cred.Gid)); err != nil {
		t.Fatal(err)
	}
}

func pidOf(t *testing.T, dir string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "postgres", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(b), "\n")
	return first
}
