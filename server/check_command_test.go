package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"tend/internal/postgres/pgtest"

	"github.com/jackc/pgx/v5"
)

func TestCheckTellsSoundSpacesFromDamagedOnes(t *testing.T) {
	t.Parallel()
	environ := []string{"TEND_DATABASE_URL=" + pgtest.URL(t), "TEND_LOG_LEVEL=error"}
	h, stop := inProcess(t, environ...)
	h.signUp(t)
	h.push(t, "Ada")
	h.push(t, "Grace")
	check := func() (string, error) {
		var out bytes.Buffer
		err := run(t.Context(), []string{"check"}, environ, &out, t.Output())
		return out.String(), err
	}

	out, err := check() // the server runs
	if err != nil || !strings.Contains(out, "All is well in 1 spaces") {
		t.Errorf("check = %v\n%s", err, out)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}

	conn, err := pgx.Connect(t.Context(), strings.TrimPrefix(environ[0], "TEND_DATABASE_URL="))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // the database goes with the test
	if _, err := conn.Exec(t.Context(), `delete from history where version = 1`); err != nil {
		t.Fatal(err)
	}
	out, err = check()
	if !errors.Is(err, errBroken) || exitCode(err) != 1 {
		t.Errorf("check of a damaged space ends with %v", err)
	}
	for _, want := range []string{"In space " + h.space, "has a hole", "(I3)"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	if strings.Contains(out, "Grace") {
		t.Errorf("what people wrote is printed:\n%s", out)
	}
}
