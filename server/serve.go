package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"tend/internal/config"

	"golang.org/x/sync/errgroup"
)

// drainTimeout is how long requests under way may take to finish once the
// server is asked to stop. With what closing the database may take, it stays
// below the ten seconds after which service managers kill.
const drainTimeout = 5 * time.Second

// serve runs the server until ctx is done. What it opens it closes, in the
// opposite order: requests, loops, database.
func serve(ctx context.Context, cfg config.Config, stdout io.Writer, log *slog.Logger) (err error) {
	// First, because a taken port is the cheapest thing to find out.
	ln, err := listen(ctx, string(cfg.Addr))
	if err != nil {
		return err
	}
	defer ln.Close() //nolint:errcheck // the server closes it; this is for the errors before
	db, err := openDatabase(ctx, cfg, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	app, err := assemble(ctx, cfg, db, address(cfg, ln), log)
	if err != nil {
		return err
	}

	g, ctx := errgroup.WithContext(ctx)
	app.run(ctx, g)
	srv := newServer(app.handler, log)
	g.Go(func() error {
		if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	g.Go(func() error {
		select {
		case <-ctx.Done():
			return nil
		case err := <-db.gone():
			return err
		}
	})
	g.Go(func() error {
		<-ctx.Done()
		app.closeStreams()
		return drain(ctx, srv, log)
	})
	_, _ = fmt.Fprintf(stdout, "Tend is ready. Open %s (Ctrl-C stops it)\n", address(cfg, ln))
	err = g.Wait()
	log.InfoContext(ctx, "stopped")
	return err
}

// newServer sets the bounds within which a request must arrive. Answers have
// none: a stream of pokes lasts as long as the app is open.
func newServer(handler http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// drain lets the requests under way finish, and cuts off those that do not.
func drain(ctx context.Context, srv *http.Server, log *slog.Logger) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTimeout)
	defer cancel()
	err := srv.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) {
		log.WarnContext(ctx, "requests that did not finish are cut off")
		return srv.Close()
	}
	return err
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("another program listens on %s already; stop it, or choose another address with TEND_ADDR", addr)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this user may not listen on %s; choose a port above 1023 with TEND_ADDR", addr)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on %s; choose another address with TEND_ADDR: %w", addr, err)
	}
	return ln, nil
}

// address is what a person types into a browser on this machine.
func address(cfg config.Config, ln net.Listener) string {
	if cfg.PublicURL.URL != nil {
		return cfg.PublicURL.String()
	}
	at, err := netip.ParseAddrPort(ln.Addr().String())
	if err != nil {
		return "http://" + ln.Addr().String()
	}
	if at.Addr().IsLoopback() || at.Addr().IsUnspecified() {
		return fmt.Sprintf("http://localhost:%d", at.Port())
	}
	return "http://" + at.String()
}
