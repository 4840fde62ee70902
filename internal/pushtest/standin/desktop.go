package main

import (
	"net/http"
	"os"
	"strconv"

	"github.com/godbus/dbus/v5"

	"tend/internal/pushtest"
)

// desktop plays a desktop on the session bus that it was started in. Browsers
// that are told the address of that bus show their notifications on it.
func desktop(string) (stage, error) {
	bus, err := dbus.ConnectSessionBus()
	if err != nil {
		return stage{}, err
	}
	d, err := pushtest.NewDesktop(bus)
	if err != nil {
		return stage{}, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /shown", func(w http.ResponseWriter, _ *http.Request) { answerJSON(w, d.Shown()) })
	mux.HandleFunc("POST /press/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, err := idOf(r)
		if err == nil {
			err = d.Press(id, r.FormValue("button"))
		}
		answerError(w, err)
	})
	mux.HandleFunc("POST /dismiss/{id}", func(w http.ResponseWriter, r *http.Request) {
		id, err := idOf(r)
		if err == nil {
			err = d.Dismiss(id)
		}
		answerError(w, err)
	})
	return stage{addresses: map[string]string{"bus": os.Getenv("DBUS_SESSION_BUS_ADDRESS")}, handler: mux}, nil
}

func idOf(r *http.Request) (uint32, error) {
	id, err := strconv.ParseUint(r.PathValue("id"), 10, 32)
	return uint32(id), err
}

func answerError(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
	}
}
