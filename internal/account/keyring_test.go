package account_test

import (
	"net/http"
	"testing"
	"time"

	"tend/internal/secret"
)

func TestServersShareTheirKeys(t *testing.T) {
	t.Parallel()
	a := newHouse(t, nil)
	b := openHouse(t, a.db, a.clock, nil)
	d := a.device(t).signUp(ada)
	d.house = b
	if !d.works() {
		t.Error("another server refuses the access token")
	}
	d.keep(d.refresh(), http.StatusOK)
	d.house = a
	if !d.works() {
		t.Error("the first server refuses the access token of the other")
	}
}

// A24.
func TestAKeyIsReplacedUnderTraffic(t *testing.T) {
	t.Parallel()
	a := newHouse(t, nil)
	b := openHouse(t, a.db, a.clock, nil)
	d := a.device(t).signUp(ada)
	for rotation := range 4 {
		a.clock.pass(91 * 24 * time.Hour)
		d.signIn(ada)
		before := d.copy()
		if err := a.Tidy(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := b.Tidy(t.Context()); err != nil { // finds nothing left to do
			t.Fatal(err)
		}
		a.clock.pass(2 * time.Second)
		d.keep(d.refresh(), http.StatusOK)
		for _, h := range []*house{a, b} {
			before.house, d.house = h, h
			if !before.works() || !d.works() {
				t.Fatalf("rotation %d signs a device out", rotation)
			}
		}
		d.house = a
		keys, err := secret.NewStore(a.db).WithPrefix(t.Context(), "access-key/")
		if err != nil || len(keys) != 2 {
			t.Fatalf("%d keys after rotation %d, %v", len(keys), rotation, err)
		}
	}
	a.clock.pass(24 * time.Hour)
	c := openHouse(t, a.db, a.clock, nil)
	d.keep(d.refresh(), http.StatusOK)
	d.house = c
	if !d.works() {
		t.Error("a restarted server refuses the access token")
	}
}

// A24. Each server looks once an hour whether the key is old, and by then has not
// always heard that another one has replaced it.
func TestAKeyIsReplacedOnceByHoweverManyServers(t *testing.T) {
	t.Parallel()
	a := newHouse(t, nil)
	b := openHouse(t, a.db, a.clock, nil)
	a.clock.pass(91 * 24 * time.Hour)
	d := a.device(t).signUp(ada)
	if !d.works() {
		t.Fatal("the device is not signed in")
	}
	// Both have looked at the keys just now, and know the old one.
	before := b.device(t).signIn(ada)
	if err := a.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.clock.pass(2 * time.Second)
	if err := b.Tidy(t.Context()); err != nil {
		t.Fatal(err)
	}
	before.house, d.house = a, b
	if !before.works() || !d.works() {
		t.Error("the second server has thrown away the key that was in use a moment ago")
	}
}
