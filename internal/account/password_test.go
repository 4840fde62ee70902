package account

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestAHashHasTheFormThatOthersRead(t *testing.T) {
	t.Parallel()
	h := newHasher(HashParams{MemoryKiB: 64, Time: 1, Threads: 2})
	hash, err := h.Hash(t.Context(), "engine of many wheels")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=64,t=1,p=2$") || strings.Contains(hash, "=$") {
		t.Errorf("hash = %s", hash)
	}
	for password, want := range map[string]bool{"engine of many wheels": true, "engine of many wheel": false, "": false} {
		if ok, stale, err := h.Check(t.Context(), password, hash); ok != want || stale || err != nil {
			t.Errorf("%q: %v, %v, %v", password, ok, stale, err)
		}
	}
	if again, err := h.Hash(t.Context(), "engine of many wheels"); err != nil || again == hash {
		t.Errorf("two hashes of one password are the same: %v", err)
	}
	// Made by the reference implementation:
	// echo -n password | argon2 somesalt -id -t 2 -k 64 -p 1 -l 24 -e
	if p, err := parsePHC("$argon2id$v=19$m=64,t=2,p=1$c29tZXNhbHQ$2WxHTQDsNf6/LQSxYWdZzxVBZ8b7qX0X"); err != nil || p.params.MemoryKiB != 64 {
		t.Errorf("parse: %v", err)
	}
}

func TestADamagedHashIsAnErrorAndNoDanger(t *testing.T) {
	t.Parallel()
	h := newHasher(HashParams{MemoryKiB: 64, Time: 1, Threads: 1})
	const salt, sum = "c29tZXNhbHQ", "2WxHTQDsNf6/LQSxYWdZzxVBZ8b7qX0X"
	for _, hash := range []string{
		"", "$", "plain text", "$argon2i$v=19$m=64,t=1,p=1$" + salt + "$" + sum, "$argon2id$v=16$m=64,t=1,p=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=64,t=0,p=1$" + salt + "$" + sum, "$argon2id$v=19$m=64,t=1,p=0$" + salt + "$" + sum,
		"$argon2id$v=19$m=4294967295,t=1,p=1$" + salt + "$" + sum, "$argon2id$v=19$m=64,t=4294967295,p=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=64,t=1,p=1$" + salt + "$", "$argon2id$v=19$m=64,t=1,p=1$$" + sum, "$argon2id$v=19$m=64,t=1,p=1$" + salt + "$!",
	} {
		if ok, _, err := h.Check(t.Context(), "", hash); ok || err == nil {
			t.Errorf("%q: %v, %v", hash, ok, err)
		}
	}
}

func TestGoodPasswordsPass(t *testing.T) {
	t.Parallel()
	for _, password := range []string{
		"correct horse battery", "engine of many wheels", "zwölf grüne Äpfel", "пять красных яблок", "五つの赤いりんごの木の下で",
		"7kPq-22xa-ww", "lovelace's engine", "aaaaabbbbbc",
	} {
		if err := checkPassword(password, "ada@example.org"); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}

// A20. Forty people who sign in at once would need 2.5 GiB. Two are served, twenty
// wait, the others are told to come back, and memory stays bounded.
func TestFortySignInsAtOnceStayWithinTheirMemory(t *testing.T) {
	h := newHasher(DefaultHashParams)
	stop := make(chan struct{})
	var peak atomic.Uint64
	var watch sync.WaitGroup
	watch.Go(func() {
		tick := time.NewTicker(2 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				var m runtime.MemStats
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.Sys-m.HeapReleased))
			}
		}
	})
	var served, refused atomic.Int32
	var start, all sync.WaitGroup
	start.Add(1)
	for range 40 {
		all.Go(func() {
			start.Wait()
			switch _, err := h.Hash(t.Context(), "engine of many wheels"); {
			case err == nil:
				served.Add(1)
			case errors.Is(err, errBusy):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	start.Done()
	all.Wait()
	close(stop)
	watch.Wait()
	// On a slow machine some of those who wait run out of patience.
	if served.Load() < hashesAtOnce || refused.Load() < 40-hashesAtOnce-hashesQueued || served.Load()+refused.Load() != 40 {
		t.Errorf("%d served, %d refused", served.Load(), refused.Load())
	}
	t.Logf("peak %d MiB, %d served", peak.Load()>>20, served.Load())
	if peak.Load() > 400<<20 {
		t.Errorf("peak %d MiB", peak.Load()>>20)
	}
	var after runtime.MemStats
	runtime.ReadMemStats(&after)
	if rest := after.Sys - after.HeapReleased; rest > 60<<20 {
		t.Errorf("%d MiB are kept", rest>>20)
	}
}

func TestWhoGivesUpLeavesTheQueue(t *testing.T) {
	t.Parallel()
	h := newHasher(HashParams{MemoryKiB: 64, Time: 1, Threads: 1})
	var release []func()
	for range hashesAtOnce {
		r, err := h.acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		release = append(release, r)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for range hashesQueued * 3 {
		if _, err := h.Hash(gone, "x"); !errors.Is(err, context.Canceled) {
			t.Fatalf("error = %v", err)
		}
	}
	for _, r := range release {
		r()
	}
	if _, err := h.Hash(t.Context(), "x"); err != nil {
		t.Errorf("the queue is still full: %v", err)
	}
}
