package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"tend/internal/config"
)

// health is the command of that name. It asks the server on this machine
// whether it is ready, for health checks in images that hold no other program.
func health(ctx context.Context, cfg config.Config, stdout io.Writer) error {
	host, port, err := net.SplitHostPort(string(cfg.Addr))
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	ctx, cancel := context.WithTimeout(ctx, 2*readyTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", http.NoBody)
	if err != nil {
		return err
	}
	// Straight there: a proxy in the environment is for the world outside.
	client := &http.Client{Transport: &http.Transport{DialContext: (&net.Dialer{Timeout: time.Second}).DialContext}}
	res, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // opened for reading
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready: %s", res.Status)
	}
	_, err = fmt.Fprintln(stdout, "ready")
	return err
}
