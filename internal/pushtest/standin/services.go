package main

import (
	"crypto/tls"
	"io"
	"net/http"
	"strconv"

	"tend/internal/pushtest"
)

// pushService is what both stand-ins offer to a test.
type pushService interface {
	Messages() []pushtest.Message
	Answer(status int, retryAfter string)
	Deliver(token string, body []byte) int
}

// services plays Google's and Mozilla's push service at base.
func services(base string) (stage, error) {
	certificate, err := pushtest.SelfSigned()
	if err != nil {
		return stage{}, err
	}
	mcs, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{certificate},
		MinVersion:   tls.VersionTLS12,
	})
	if err != nil {
		return stage{}, err
	}
	gcm, autopush := pushtest.NewGCM(), pushtest.NewAutopush(base)
	failed := make(chan error, 1)
	go func() { failed <- gcm.ServeMCS(mcs) }()
	mux := http.NewServeMux()
	mux.Handle("/", gcm.Handler())
	mux.Handle("/autopush", autopush.Handler())
	mux.Handle("/wpush/", autopush.Handler())
	offer(mux, "/gcm", gcm)
	offer(mux, "/mozilla", autopush)
	mux.HandleFunc("POST /mozilla/forget", func(http.ResponseWriter, *http.Request) { autopush.Forget() })
	return stage{addresses: map[string]string{"mcs": "https://" + mcs.Addr().String()}, handler: mux, failed: failed}, nil
}

// offer adds what a test asks of a stand-in.
func offer(mux *http.ServeMux, at string, s pushService) {
	mux.HandleFunc("GET "+at+"/messages", func(w http.ResponseWriter, _ *http.Request) {
		answerJSON(w, s.Messages())
	})
	mux.HandleFunc("PUT "+at+"/answer", func(w http.ResponseWriter, r *http.Request) {
		status, err := strconv.Atoi(r.FormValue("status"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.Answer(status, r.FormValue("retryAfter"))
	})
	mux.HandleFunc("POST "+at+"/deliver/{token}", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.WriteHeader(s.Deliver(r.PathValue("token"), body))
	})
}
