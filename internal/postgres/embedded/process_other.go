//go:build unix && !linux

package embedded

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// dieWithParent has no counterpart here: after a kill -9 Postgres lives on until
// the next start asks it to end, see lockCluster.
func dieWithParent(*syscall.SysProcAttr) {}

// canPassFolders says that this system has no names for open folders.
const canPassFolders = false

func folderName(int) string { panic("not called where canPassFolders is false") }

// worksIn reports whether the process is a Postgres. Which folder it works in
// is not told here without further tools.
func worksIn(pid int, _ string) bool {
	out, err := exec.Command("ps", "-o", "comm=", "-p", strconv.Itoa(pid)).Output() //nolint:gosec,noctx // a number; answers at once
	return err == nil && strings.Contains(string(out), "postgres")
}
