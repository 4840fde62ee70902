package embedded

import (
	"fmt"
	"os"
	"syscall"
)

// dieWithParent makes the kernel ask the child to end when Tend is gone, even
// by kill -9. SIGINT is Postgres' fast shutdown. The wish is tied to the thread
// that starts the child, see start.
func dieWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGINT }

// canPassFolders says that a child can reach an open folder under the name that
// folderName gives it, wherever it lies.
const canPassFolders = true

// folderName is the name a child has for the folder it was handed as fd.
func folderName(fd int) string { return fmt.Sprintf("/proc/self/fd/%d", fd) }

// worksIn reports whether the process has dir as its working folder, as a
// postmaster has its cluster: a process number alone may be anybody's by now.
func worksIn(pid int, dir string) bool {
	at, err := os.Stat(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	want, err := os.Stat(dir)
	return err == nil && os.SameFile(at, want)
}
