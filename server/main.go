// Command tend is the whole server of Tend: the API, the web app and the
// background loops over one Postgres, which it runs itself unless told where
// another one is.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // reminders need the zones on machines that have none, such as our image

	"tend/internal/backup"
	"tend/internal/collection"
	"tend/internal/config"
	"tend/internal/postgres/embedded"
)

const usage = `Tend keeps your relationships: what you promised, what they need, when to write.

  tend              run the server, and its own database if TEND_DATABASE_URL is not set
  tend migrate      bring the schema of the database up to date, and stop
  tend backup FILE  write everything into one file, while the server runs; - for standard output,
                    no FILE for the folder of the nightly backups
  tend restore FILE make the database what a backup is; --verify only tries that and looks for damage,
                    --replace does it though there are users already
  tend epoch        tell devices that the database was restored by other means than this
  tend check        look for anything lost, doubled or out of order in what was synced
  tend health       ask the running server whether it is ready
  tend openapi      print the contract of the API
  tend collections  print the types of what syncs, as TypeScript
  tend version      print which build this is

Settings come from the environment; README.md lists them.
`

// errUsage says that the arguments make no sense.
var errUsage = errors.New("unknown command")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal asks; from then on another one ends the program at once.
	context.AfterFunc(ctx, stop)
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "tend:", strings.ReplaceAll(err.Error(), "\n", "\ntend: "))
		os.Exit(exitCode(err))
	}
}

// exitCode tells trouble that only the administrator can end (2) from trouble
// that starting again may end (1).
func exitCode(err error) int {
	for _, lasting := range []error{errUsage, errSettings, embedded.ErrNoPostgres, backup.ErrHoldsUsers, backup.ErrDamaged} {
		if errors.Is(err, lasting) {
			return 2
		}
	}
	return 1
}

// run is the program. What it needs of the process comes in as arguments, so a
// test can run all of it; it returns when ctx is done and everything stopped.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) error {
	command, rest := "", []string(nil)
	if len(args) > 0 {
		command, rest = args[0], args[1:]
	}
	if len(rest) > 0 && command != "backup" && command != "restore" {
		return fmt.Errorf("%w %q; `tend help` lists them", errUsage, strings.Join(args, " "))
	}
	switch command {
	case "openapi":
		return writeOpenAPI(stdout)
	case "collections":
		return collection.WriteTypeScript(stdout)
	case "version":
		_, err := fmt.Fprintln(stdout, "tend", version())
		return err
	case "help", "-h", "-help", "--help":
		_, err := io.WriteString(stdout, usage)
		return err
	case "", "serve", "migrate", "check", "health", "backup", "restore", "epoch":
	default:
		return fmt.Errorf("%w %q; `tend help` lists them", errUsage, command)
	}
	cfg, err := config.FromEnviron(environ)
	if err != nil {
		return settingsError{err}
	}
	log := newLog(stderr, cfg.LogLevel)
	for _, name := range config.Unknown(environ) {
		log.WarnContext(ctx, "there is no such setting", slog.String("name", name))
	}
	switch command {
	case "migrate":
		return migrate(ctx, cfg, stdout, log)
	case "check":
		return check(ctx, cfg, stdout, log)
	case "health":
		return health(ctx, cfg, stdout)
	case "epoch":
		return beginEpoch(ctx, cfg, stdout, log)
	case "backup":
		return backUp(ctx, cfg, rest, stdout, log)
	case "restore":
		return restore(ctx, cfg, rest, stdout, log)
	}
	return serve(ctx, cfg, stdout, log)
}

// errSettings marks errors of the settings, whose text needs no prefix.
var errSettings = errors.New("settings")

type settingsError struct{ error }

func (e settingsError) Is(target error) bool { return target == errSettings }
func (e settingsError) Unwrap() error        { return e.error }

// newLog writes lines that people read to a terminal, and JSON to everything else.
func newLog(w io.Writer, level slog.Level) *slog.Logger {
	opts := &slog.HandlerOptions{Level: level}
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			return slog.New(slog.NewTextHandler(w, opts))
		}
	}
	return slog.New(slog.NewJSONHandler(w, opts))
}
