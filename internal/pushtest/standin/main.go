// Command standin runs the stand-ins of package pushtest for end-to-end tests.
// It prints one line of JSON with the addresses, and ends with its standard
// input, so that it never outlives the test that started it.
package main

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
	"time"

	"tend/internal/pushtest"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "standin:", err)
		os.Exit(1)
	}
}

func run(stdin io.Reader, stdout io.Writer) error {
	certificate, err := pushtest.SelfSigned()
	if err != nil {
		return err
	}
	mcs, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{certificate},
		MinVersion:   tls.VersionTLS12,
	})
	if err != nil {
		return err
	}
	web, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	gcm := pushtest.NewGCM()
	failed := make(chan error, 3)
	go func() { failed <- gcm.ServeMCS(mcs) }()
	server := &http.Server{Handler: control(gcm), ReadHeaderTimeout: 5 * time.Second}
	go func() { failed <- server.Serve(web) }()
	go func() {
		_, err := io.Copy(io.Discard, stdin)
		failed <- err
	}()
	addresses := map[string]string{"web": "http://" + web.Addr().String(), "mcs": "https://" + mcs.Addr().String()}
	if err := json.NewEncoder(stdout).Encode(addresses); err != nil {
		return err
	}
	return <-failed
}

// control adds what a test asks of the stand-in to what a browser asks.
func control(gcm *pushtest.GCM) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", gcm.Handler())
	mux.HandleFunc("GET /messages", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(gcm.Messages())
	})
	mux.HandleFunc("PUT /answer", func(w http.ResponseWriter, r *http.Request) {
		status, err := strconv.Atoi(r.FormValue("status"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		gcm.Answer(status, r.FormValue("retryAfter"))
	})
	return mux
}
