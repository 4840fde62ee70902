package embedded

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	// socketPort is part of the socket's file name and means nothing else here.
	socketPort = "5432"
	// longestSocketPath is what the address of a unix socket holds: 108 bytes on
	// Linux, 104 elsewhere, with a zero at the end.
	longestSocketPath = 103
)

// makeSocketDir makes the folder of the socket, open to the account alone. It is
// in the data folder, or, if its path would be too long for an address, in the
// folder for temporary files under a name that belongs to this data folder.
func makeSocketDir(dataDir string, run *runAs) (string, error) {
	dir := socketDir(dataDir)
	if tooLong(dir) {
		return "", fmt.Errorf("the path %s is too long for a socket (%d bytes at most); choose a shorter TEND_DATA_DIR", dir, longestSocketPath-len("/.s.PGSQL."+socketPort))
	}
	err := run.mkdir(dir)
	if err == nil {
		return dir, nil
	}
	if !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("make the folder of the socket %s: %w", dir, plain(err))
	}
	// A link, or a folder of somebody else, could lead connections astray.
	info, err := os.Lstat(dir)
	if err != nil {
		return "", fmt.Errorf("look at %s: %w", dir, plain(err))
	}
	if !run.owns(info) {
		return "", fmt.Errorf("%s is there but is not a private folder of the user Postgres runs as; remove it", dir)
	}
	return dir, nil
}

// socketDir is the folder of the socket of a data folder.
func socketDir(dataDir string) string {
	dir := filepath.Join(dataDir, socketName)
	if !tooLong(dir) {
		return dir
	}
	sum := sha256.Sum256([]byte(dataDir))
	return filepath.Join(os.TempDir(), fmt.Sprintf("tend-%d-%x", os.Geteuid(), sum[:6]))
}

func tooLong(dir string) bool { return len(dir)+len("/.s.PGSQL."+socketPort) > longestSocketPath }
