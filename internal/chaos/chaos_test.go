// Package chaos tries the built server as the world treats it: several devices
// push and pull over HTTP while the server is killed, its Postgres is killed,
// two servers share a database, and the network cuts, delays and repeats.
//
// The devices do what the protocol asks of a client and no more. Whatever
// happens, in the end everything that a server acknowledged is in history once,
// the checker finds nothing, no word is lost, and all devices hold the same.
//
// Each test draws its schedule from a seed, which it prints. How kills and
// requests interleave is up to the machine all the same, so a seed repeats what
// was done, not every race. Two variables of the environment rule the length:
// TEND_CHAOS is how long each test goes on ("10m"; the default suits a run of
// all tests), TEND_CHAOS_SEED repeats a seed. `make chaos` sets the first.
package chaos_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"
)

// scratch is a folder that lives as long as the tests of this package.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "tend-chaos-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// program builds the server, once.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(scratch, "tend")
	out, err := exec.Command("go", "build", "-o", path, "../../server").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build: %w\n%s", err, out)
	}
	return path, nil
})

// duration is how long a test goes on wreaking havoc.
func duration(t *testing.T) time.Duration {
	t.Helper()
	set := os.Getenv("TEND_CHAOS")
	if set == "" {
		return 5 * time.Second
	}
	d, err := time.ParseDuration(set)
	if err != nil {
		t.Fatalf("TEND_CHAOS: %v", err)
	}
	return d
}

// dice returns the randomness of a test, and prints its seed.
func dice(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	if set := os.Getenv("TEND_CHAOS_SEED"); set != "" {
		var err error
		if seed, err = strconv.ParseUint(set, 10, 64); err != nil {
			t.Fatalf("TEND_CHAOS_SEED: %v", err)
		}
	}
	t.Logf("TEND_CHAOS_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}
