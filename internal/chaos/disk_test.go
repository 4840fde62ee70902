package chaos_test

import (
	"bytes"
	"context"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/record"
)

// smallDisk is a file system of so many bytes. Making one takes root.
func smallDisk(t *testing.T, size string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "mode=0755,size="+size); err != nil {
		t.Skipf("a disk that can be filled has to be mounted, which only root may: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// fill takes all the room there is, and returns what gives it back.
func fill(t *testing.T, dir string) (free func()) {
	t.Helper()
	path := filepath.Join(dir, "filler")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 64<<10)
	for err == nil {
		_, err = f.Write(block)
	}
	_ = f.Close() // it is full, that was the aim
	return func() {
		if err := os.Remove(path); err != nil {
			t.Error(err)
		}
	}
}

// F4. The disk is full, and is freed again: nothing that was acknowledged is gone,
// and nobody has to start anything.
func TestAFullDiskLosesNothingAndIsGotOver(t *testing.T) {
	t.Parallel()
	rng := dice(t)
	disk := smallDisk(t, "160m")
	h := newHouseIn(t, filepath.Join(disk, "data"))
	w := signUp(t, rng, h.address)
	for range 4 {
		w.newDevice(rng.Uint64(), h.address)
	}
	bulk := newBulk(t, w, h.address)
	wreak(t, w, func(ctx context.Context) error {
		for round := 0; round < 2 || pause(ctx, rng, 500*time.Millisecond, time.Second); round++ {
			free := fill(t, disk)
			bulk.pushUntilRefused(t)
			free()
			bulk.pushUntilTaken(t)
		}
		return nil
	})
	select {
	case <-h.ended:
		t.Error("the server gave up")
	default:
	}
	w.converge(t, h.address)
	bulk.verify(t)
	h.stop()
	t.Logf("the disk was full %d times", bulk.refusals)
	w.verifyDataDir(t, h.dataDir)
}

// bulk writes much into a space of its own.
type bulk struct {
	*device
	refusals int
	acked    []uuid.UUID // records
}

func newBulk(t *testing.T, w *world, address func() string) *bulk {
	t.Helper()
	b := &bulk{device: &device{world: &world{token: w.token}, id: uuid.New(), rng: rand.New(rand.NewPCG(0, 0)), clock: record.NewClock(time.Now, 0)}}
	b.line = newConnection(b.rng, address)
	var made struct{ ID, Epoch uuid.UUID }
	if err := b.line.post(t.Context(), w.token, "/spaces", map[string]string{"kind": "shared", "name": "Bulk"}, &made); err != nil {
		t.Fatal(err)
	}
	b.space, b.epoch = made.ID, made.Epoch
	return b
}

// push sends a long text, and again until it is answered.
func (b *bulk) push(t *testing.T) (status int, retryAfter string) {
	t.Helper()
	noise := make([]byte, 100<<10) // nothing that could be packed
	for i := range noise {
		noise[i] = 'a' + byte(b.rng.IntN(26))
	}
	id := newID()
	body := marshal(map[string]any{
		"space": b.space, "device": b.id, "epoch": b.epoch, "schema": 1, "mutations": []any{record.Mutation{
			Seq: b.seq + 1, MID: newID(), Collection: "note", ID: id, Stamp: b.clock.Next(), Op: record.Put,
			Text: map[string]record.TextEdit{"body": {Value: string(noise)}},
		}},
	})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.line.address()+"/api/v1/sync/push", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+b.token)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatalf("the server does not answer: %v", err)
	}
	defer res.Body.Close() //nolint:errcheck // opened for reading
	if res.StatusCode == http.StatusOK {
		b.seq++
		b.acked = append(b.acked, id)
	}
	return res.StatusCode, res.Header.Get("Retry-After")
}

// pushUntilRefused writes until there is no room, and wants to be told when to
// come again.
func (b *bulk) pushUntilRefused(t *testing.T) {
	t.Helper()
	for range 2000 {
		status, again := b.push(t)
		if status == http.StatusOK {
			continue
		}
		if status != http.StatusServiceUnavailable || again == "" {
			t.Errorf("a full disk is answered with %d, Retry-After %q", status, again)
		}
		b.refusals++
		return
	}
	t.Error("the disk does not fill up")
}

// pushUntilTaken waits for the server to get over it by itself. A push whose
// answer was lost has been settled; then the next seq is one further.
func (b *bulk) pushUntilTaken(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		status, _ := b.push(t)
		switch {
		case status == http.StatusOK:
			return
		case status == http.StatusConflict:
			b.seq++
		case time.Now().After(deadline):
			t.Fatalf("the disk has room again, and a push is still answered with %d", status)
		}
	}
}

// verify pulls everything: what was acknowledged is there.
func (b *bulk) verify(t *testing.T) {
	t.Helper()
	b.confirmed = make(map[uuid.UUID]row)
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, id := range b.acked {
		if _, ok := b.confirmed[id]; !ok {
			t.Errorf("record %s was acknowledged and is gone", id)
		}
	}
}
