//go:build guards

package chaos_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// guard is a few characters of the server that keep a promise, and the tests
// that must notice if they are gone.
type guard struct {
	name     string
	file     string // from the root of the module
	old, new string // how to take it away
	pkg      string
	tests    string // a pattern for go test -run
}

const (
	syncTests  = "./internal/sync"
	chaosTests = "./internal/chaos"
)

var guards = []guard{
	{
		"row lock", "internal/sync/store.go", ` for no key update`, ``,
		syncTests, `TestDevicesOfSeveralServersSettleOnOneOrder`,
	},
	{
		"seq: a gap before the batch", "internal/sync/push.go", `b.Mutations[0].Seq > at.device.lastSeq+1`, `false`,
		syncTests, `TestBatchesOutOfOrderAreRefusedWithWhatIsExpected`,
	},
	{
		"seq: a gap inside the batch", "internal/sync/push.go", `b.Mutations[i].Seq != want`, `false`,
		syncTests, `TestBatchesOutOfOrderAreRefusedWithWhatIsExpected`,
	},
	{
		"seq: repeated while waiting for the lock", "internal/sync/push.go",
		`fresh := b.after(at.device.lastSeq)`, `fresh := b.Mutations`,
		syncTests, `TestAPushTakesEffectOnceHoweverManyCopiesOfItArriveAtOnce|TestABatchThatRepeatsAndGoesOnIsSettledFromWhereItIsNew`,
	},
	{
		"mid: another one at the same seq", "internal/sync/earlier.go", `ok && p.mid != sent[i].MID`, `false`,
		syncTests, `TestACopiedProfileIsToldApart`,
	},
	{
		"mid: the same one at another seq", "migrations/00003_sync.sql",
		`create unique index history_space_id_mid_key on`, `create index history_space_id_mid_key on`,
		syncTests, `TestWhatACopyRepeatsUnderItsNewNameHasNoSecondEffect`,
	},
	{
		"epoch, at a push", "internal/sync/push.go", `at.epoch != b.Epoch`, `false`,
		syncTests, `TestAPushOfAnotherEpochIsRefusedWithTheEpoch`,
	},
	{
		"epoch, at a pull", "internal/sync/pull.go", `b.Epoch != b.epoch &&`, `false &&`,
		syncTests, `TestACursorThatIsNoGoodIsReset`,
	},
	{
		"epoch: bases of an earlier one", "internal/sync/epoch.go", `m.limitBases(heads[m.Epoch])`, `_ = heads`,
		syncTests, `TestABaseOfALostEpochIsNoKnowledgeOfThisOne|TestASecondRestoreCountsFromItsOwnBackup`,
	},
	{
		"account fence: membership, before the lock", "internal/sync/push.go", `case !at.member:`, `case false:`,
		syncTests, `TestOnlyMembersPush`,
	},
	{
		"account fence: membership, under the lock", "internal/sync/store.go",
		`select exists (select from member where space_id = $1 and user_id = $2)`, `select $1::uuid is not null or $2::uuid is null`,
		chaosTests, `TestAPushIsJudgedByWhatIsTrueWhenItsTurnComes`,
	},
	{
		"account fence: membership, at a pull", "internal/sync/pull.go", `case !b.member:`, `case false:`,
		syncTests, `TestNothingOfASpaceReachesANonMember|TestACursorThatIsNoGoodIsReset`,
	},
	{
		"account fence: the device's user", "internal/sync/push.go", `at.device.registered() && at.device.userID != userID`, `false`,
		syncTests, `TestADeviceNameBelongsToOneUser`,
	},
	{
		"tenancy: records of this space only", "internal/sync/store.go",
		`from record where space_id = $1 and id between named.id`, `from record where $1::uuid is not null and id between named.id`,
		syncTests, `TestARecordOfOneSpaceSaysNothingOfItsNamesakeInAnother`,
	},
	{
		"strict durability", "internal/sync/store.go", `set local synchronous_commit = on`, `select 1`,
		chaosTests, `TestWhatIsAcknowledgedOutlivesPostgres`,
	},
	{
		"judging again under the lock", "internal/sync/push.go",
		"\t\tif err == nil {\n\t\t\terr = at.admit(userID, b)\n\t\t}\n", "",
		chaosTests, `TestAPushIsJudgedByWhatIsTrueWhenItsTurnComes`,
	},
	{
		"the floor: a cursor below it", "internal/sync/pull.go", `b.Since < b.floor &&`, `false &&`,
		syncTests, `TestADeviceAwayForTwoYearsBeginsAnewAndKeepsItsEdits|TestACursorThatIsNoGoodIsReset`,
	},
	{
		"the floor: what may still be repeated", "internal/sync/tidy.go", `<= d.last_seq - $4`, `<= d.last_seq + 0 * $4`,
		syncTests, `TestWhatMayBeRepeatedIsAnsweredThoughItsRecordIsForgotten`,
	},
	{
		"quota: records of a space", "internal/sync/quota.go", `case isNew && r.quota.Records > 0`, `case false`,
		syncTests, `TestASpaceThatHasAllItsRecordsTakesNoMoreOfThem`,
	},
	{
		"quota: bytes of a space", "internal/sync/quota.go", `return r.quota.Bytes > 0 &&`, `return false &&`,
		syncTests, `TestASpaceThatHasAllItsBytesTakesOnlyDeletes`,
	},
	{
		"a user's share of the connections", "internal/sync/service.go", `db.Connections()/2`, `1000`,
		syncTests, `TestAUserWithManyRequestsKeepsNobodyElseWaiting`,
	},
	{
		"a pull's order", "internal/sync/phase.go", "by: `version`", "by: `id`",
		syncTests, `TestALongFeedComesInPagesThatMissAndRepeatNothing|TestReadersMissNothingWhileEightDevicesWrite`,
	},
}

// A guard whose removal no test notices is one that somebody will remove. Each
// is taken away in turn, by laying a changed file over the real one, and its
// tests must go red; with every guard in place they must be green.
func TestNoGuardGoesUnnoticed(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, pkg := range []string{syncTests, chaosTests} {
		var all []string
		for _, g := range guards {
			if g.pkg == pkg {
				all = append(all, g.tests)
			}
		}
		if out, err := runTests(t.Context(), root, pkg, strings.Join(all, "|")); err != nil {
			t.Fatalf("with every guard in place: %v\n%s", err, out)
		}
	}
	var table bytes.Buffer
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "removed\tsuite\tnoticed by\ttook")
	for _, g := range guards {
		begin := time.Now()
		noticed, err := g.remove(t, root)
		verdict := "red"
		if err != nil {
			verdict = "GREEN"
			t.Errorf("%s: %v", g.name, err)
		}
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%.0f s\n", g.name, verdict, noticed, time.Since(begin).Seconds())
	}
	_ = w.Flush()
	t.Logf("\n%s", &table)
}

// remove runs the tests of a guard without it, and returns the first that failed.
func (g guard) remove(t *testing.T, root string) (noticed string, err error) {
	t.Helper()
	path := filepath.Join(root, g.file)
	source, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if n := bytes.Count(source, []byte(g.old)); n != 1 {
		return "", fmt.Errorf("%q is %d times in %s: say here what the guard looks like now", g.old, n, g.file)
	}
	dir := t.TempDir()
	changed, overlay := filepath.Join(dir, filepath.Base(g.file)), filepath.Join(dir, "overlay.json")
	plan, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(changed, bytes.Replace(source, []byte(g.old), []byte(g.new), 1), 0o600); err != nil {
		return "", err
	}
	if err := os.WriteFile(overlay, plan, 0o600); err != nil {
		return "", err
	}
	out, err := runTests(t.Context(), root, g.pkg, g.tests, "-overlay", overlay)
	if err == nil {
		return "", fmt.Errorf("no test notices")
	}
	_, after, failed := strings.Cut(out, "--- FAIL: ")
	if !failed {
		return "", fmt.Errorf("no test failed, but: %w\n%s", err, out)
	}
	noticed, _, _ = strings.Cut(after, " ")
	return noticed, nil
}

// testTimeout bounds the tests of one guard: without it they may hang.
const testTimeout = "3m"

func runTests(ctx context.Context, root, pkg, pattern string, flags ...string) (string, error) {
	args := append([]string{"test", "-vet=off", "-count=1", "-timeout", testTimeout, "-run", "^(" + pattern + ")$"}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args, pkg)...)
	cmd.Dir = root
	out, err := cmd.CombinedOutput()
	return string(out), err
}
