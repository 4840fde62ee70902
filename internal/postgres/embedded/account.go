package embedded

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// runAs is the account that Postgres runs under when Tend is root, because
// Postgres refuses to be. It is nil when Tend is an ordinary user.
type runAs struct{ uid, gid uint32 }

// chooseAccount keeps to the owner of a cluster that exists. A new one gets the
// account that packages make for Postgres, or the one every machine has.
func chooseAccount(cluster string) (*runAs, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // no other account is what nil says
	}
	info, err := os.Stat(cluster)
	if err == nil {
		st, ok := info.Sys().(*syscall.Stat_t)
		if !ok || st.Uid == 0 {
			return nil, fmt.Errorf("the database in %s belongs to root, and Postgres refuses to run as root; give it to another user: chown -R postgres %s", cluster, cluster)
		}
		return &runAs{uid: st.Uid, gid: st.Gid}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("look at %s: %w", cluster, plain(err))
	}
	for _, name := range []string{"postgres", "nobody"} {
		if r, ok := lookup(name); ok {
			return r, nil
		}
	}
	return nil, errors.New("postgres refuses to run as root, and the machine has no user postgres or nobody to run it as; start Tend as an ordinary user")
}

func lookup(name string) (*runAs, bool) {
	u, err := user.Lookup(name)
	if err != nil {
		return nil, false
	}
	uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
	gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
	return &runAs{uid: uint32(uid), gid: uint32(gid)}, err1 == nil && err2 == nil && uid != 0
}

// mkdir makes a folder that only the account can look into.
func (r *runAs) mkdir(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	if r == nil {
		return nil
	}
	return os.Chown(dir, int(r.uid), int(r.gid))
}

// owns reports whether info is a folder that the account, and nobody else, may use.
func (r *runAs) owns(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	uid := uint32(os.Geteuid()) //nolint:gosec // user ids are not negative on unix
	if r != nil {
		uid = r.uid
	}
	return ok && info.IsDir() && st.Uid == uid && info.Mode().Perm() == 0o700
}

// reaches reports whether the account may walk to dir by its path. Root's home,
// for one, is closed to everybody else.
func (r *runAs) reaches(dir string) bool {
	if r == nil {
		return true
	}
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return false
	}
	for p := filepath.Dir(real); ; p = filepath.Dir(p) {
		info, err := os.Stat(p)
		if err != nil || !r.passes(info) {
			return false
		}
		if p == filepath.Dir(p) {
			return true
		}
	}
}

// passes reports whether the account may walk through a folder.
func (r *runAs) passes(info fs.FileInfo) bool {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return false
	}
	const owner, group, other = 0o100, 0o010, 0o001
	need := fs.FileMode(other)
	if st.Gid == r.gid {
		need = group
	}
	if st.Uid == r.uid {
		need = owner
	}
	return info.Mode().Perm()&need != 0
}

// explain adds what to do to an error of starting a program as the account.
func (r *runAs) explain(err error) error {
	if r != nil && errors.Is(err, syscall.EPERM) {
		return fmt.Errorf("root may not become another user here (%w), and Postgres refuses to run as root; start Tend as an ordinary user", plain(err))
	}
	return err
}
