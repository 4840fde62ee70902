// Command standin runs the stand-ins of package pushtest for end-to-end tests:
// the push services, or with the argument desktop, inside dbus-run-session, a
// desktop that shows notifications. It prints one line of JSON with the
// addresses, and ends with its standard input, so that it never outlives the
// test that started it.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"slices"
	"time"
)

// stage is one set of stand-ins: where they are, and what a test asks of them.
type stage struct {
	addresses map[string]string
	handler   http.Handler
	failed    <-chan error // nil if nothing can fail
}

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "standin:", err)
		os.Exit(1)
	}
}

func run(args []string, stdin io.Reader, stdout io.Writer) error {
	web, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := "http://" + web.Addr().String()
	set := services
	if slices.Contains(args, "desktop") {
		set = desktop
	}
	s, err := set(base)
	if err != nil {
		return err
	}
	ended := make(chan error, 2)
	server := &http.Server{Handler: s.handler, ReadHeaderTimeout: 5 * time.Second}
	go func() { ended <- server.Serve(web) }()
	go func() {
		_, err := io.Copy(io.Discard, stdin)
		ended <- err
	}()
	s.addresses["web"] = base
	if err := json.NewEncoder(stdout).Encode(s.addresses); err != nil {
		return err
	}
	select {
	case err := <-ended:
		return err
	case err := <-s.failed:
		return err
	}
}

// answerJSON writes v; a test that does not get it whole fails by itself.
func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}
