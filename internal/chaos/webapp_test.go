package chaos_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"tend/internal/backup"
	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
	"tend/internal/sync"
)

// question is what the web app's simulation wants to happen, one line of JSON
// each; see webapp/src/lib/sync/simulation/outside.ts.
type question struct {
	Do    string
	Toxic json.RawMessage // of a weather; absent for a network that works

	// With "compare", in the end:
	Acked   []uuid.UUID
	Records []struct {
		ID      uuid.UUID
		Version int64
		Fields  map[string]any
	}
	Steps int
}

// The devices are the web app's own: its store, its engine, its merge. They run
// in Node on an IndexedDB in memory, and draw from a seed what people do and
// what befalls devices, network and server.
func TestTheWebAppLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	seed := dice(t).Uint32()
	url := pgtest.OwnerURL(t) // a restore makes tables
	db := must(postgres.Open(t.Context(), url, slog.New(slog.DiscardHandler)))(t)
	house := newHouse(t, url)
	o := outside{t: t, db: db, url: url, house: house, network: newNetwork(t, house.address), past: map[uuid.UUID]bool{}}
	t.Cleanup(func() { _ = o.db.Close() })
	o.run(seed)
	for _, space := range o.ids(`select space_id from space`) {
		findings, err := sync.Check(t.Context(), o.db, space)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			t.Errorf("broken invariant %s", f)
		}
	}
}

// outside is the hand that holds server, database and network while the web
// app's devices run.
type outside struct {
	t       *testing.T
	db      *postgres.DB
	house   *house
	network *network
	url     string             // of the database
	backup  string             // its file; empty if there is none
	past    map[uuid.UUID]bool // mutations of the history that was forgotten
	gone    []uuid.UUID        // records that were forgotten just now
}

// patience is what a run may take beyond the time in which things go wrong.
const patience = 5 * time.Minute

func (o *outside) run(seed uint32) {
	o.t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		o.t.Fatalf("%v: the web app's devices need it; make setup fetches one", err)
	}
	ctx, cancel := context.WithTimeout(o.t.Context(), duration(o.t)+patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, node, "src/lib/sync/simulation/outside.ts")
	cmd.Dir = "../../webapp"
	cmd.Env = append(os.Environ(), fmt.Sprintf("SEED=%d", seed), fmt.Sprintf("FOR=%d", duration(o.t).Milliseconds()))
	var said bytes.Buffer
	cmd.Stderr = &said
	questions, answers := must(cmd.StdoutPipe())(o.t), must(cmd.StdinPipe())(o.t)
	if err := cmd.Start(); err != nil {
		o.t.Fatal(err)
	}
	lines := bufio.NewScanner(questions)
	lines.Buffer(nil, 64<<20)
	compared := false
	for lines.Scan() {
		var q question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			o.t.Errorf("the devices say %q: %v", lines.Text(), err)
			break
		}
		o.carryOut(q)
		compared = compared || q.Do == "compare"
		err := json.NewEncoder(answers).Encode(map[string]any{"address": o.network.through(), "gone": o.gone})
		if err != nil {
			break // it has ended, and Wait says how
		}
		o.gone = nil
	}
	_ = answers.Close()
	if err := cmd.Wait(); err != nil || !compared {
		o.t.Errorf("the devices end with %v\n%s", err, &said)
	}
}

// must makes a value of a value and an error.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func (o *outside) carryOut(q question) {
	o.t.Helper()
	switch q.Do {
	case "weather":
		o.network.weather(o.t, string(q.Toxic))
	case "kill":
		o.house.kill()
		o.network.weather(o.t, "")
	case "backUp":
		o.backUp()
	case "restore":
		o.restore()
	case "collectGarbage":
		o.collectGarbage()
	case "compare":
		o.compare(q)
	default:
		o.t.Errorf("the devices want %q", q.Do)
	}
}

// backUp writes a backup beside the running server, and says that it is safe.
func (o *outside) backUp() {
	o.t.Helper()
	file := filepath.Join(o.t.TempDir(), "tend.zip")
	m, err := backup.WriteFile(o.t.Context(), o.db, file, "test", func(backup.Table) {})
	if err == nil {
		held := make(map[uuid.UUID]sync.Position, len(m.Spaces))
		for id, at := range m.Spaces {
			held[id] = sync.Position(at)
		}
		err = sync.NewService(o.db, sync.Options{}).AdvanceSafe(o.t.Context(), held)
	}
	if err != nil {
		o.t.Fatal(err)
	}
	o.backup = file
}

// restore does as an administrator would: stops the server, runs the command and
// starts the server again.
func (o *outside) restore() {
	o.t.Helper()
	if o.backup == "" {
		return
	}
	o.house.stop()
	_ = o.db.Close() // nobody else may be connected
	o.house.command("restore", "--replace", o.backup)
	o.db = must(postgres.Open(o.t.Context(), o.url, slog.New(slog.DiscardHandler)))(o.t)
	o.house.launch()
	o.network.weather(o.t, "")
}

// collectGarbage forgets what was deleted, as after two years. A backup from
// before that would be as old.
func (o *outside) collectGarbage() {
	o.t.Helper()
	for _, mid := range o.ids(`select mid from history`) {
		o.past[mid] = true
	}
	o.gone = o.ids(`select id from record where deleted_at is not null`)
	later := func() time.Time { return time.Now().AddDate(2, 0, 0) }
	if err := sync.NewService(o.db, sync.Options{Now: later}).Tidy(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
	o.backUp()
}

func (o *outside) ids(sql string) []uuid.UUID {
	o.t.Helper()
	rows := must(o.db.Conn().Query(o.t.Context(), sql))(o.t)
	return must(pgx.CollectRows(rows, pgx.RowTo[uuid.UUID]))(o.t)
}

// compare is I19 and I22 with the database itself: its records are what every
// device holds, and what was acknowledged is in history, or so old that history
// is gone.
func (o *outside) compare(q question) {
	o.t.Helper()
	rows, err := o.db.Conn().Query(o.t.Context(), `select id, version, fields::text from record where deleted_at is null`)
	if err != nil {
		o.t.Fatal(err)
	}
	want := make(map[uuid.UUID]string)
	var id uuid.UUID
	var version int64
	var fields string
	_, err = pgx.ForEachRow(rows, []any{&id, &version, &fields}, func() error {
		want[id] = fmt.Sprint(version, " ", fields)
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	for _, r := range q.Records {
		version, fields, _ := strings.Cut(want[r.ID], " ")
		var stored map[string]any
		_ = json.Unmarshal([]byte(fields), &stored) // a record that is missing has none
		if version != fmt.Sprint(r.Version) || !reflect.DeepEqual(stored, r.Fields) {
			o.t.Errorf("record %s is %s, the devices hold it as %d %v", r.ID, want[r.ID], r.Version, r.Fields)
		}
		delete(want, r.ID)
	}
	if len(want) > 0 {
		o.t.Errorf("the devices lack %v", want)
	}
	for _, mid := range o.ids(`select mid from history`) {
		o.past[mid] = true
	}
	for _, mid := range q.Acked {
		if !o.past[mid] {
			o.t.Errorf("mutation %s was acknowledged and is not in history", mid)
		}
	}
	o.t.Logf("%d steps, %d records, %d mutations acknowledged", q.Steps, len(q.Records), len(q.Acked))
}
