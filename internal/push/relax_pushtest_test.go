//go:build pushtest

package push

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestEndToEndTestsReachTheirOwnPushService(t *testing.T) {
	var got *http.Request
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r
		w.WriteHeader(http.StatusCreated)
	}))
	t.Cleanup(service.Close)
	t.Setenv(rerouteEnv, "jmt17.google.com="+service.URL)
	p, err := NewPolicy(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := testCourier(t)
	c.client = p.Client()
	for _, endpoint := range []string{"https://jmt17.google.com/fcm/send/tok1", service.URL + "/fcm/send/tok1"} {
		if err := p.Check(endpoint); err != nil {
			t.Fatal(err)
		}
		a, err := c.Send(t.Context(), testLetter(t, endpoint, []byte("x")))
		if err != nil || a.status != http.StatusCreated || got.URL.Path != "/fcm/send/tok1" {
			t.Errorf("%s: %+v, %v", endpoint, a, err)
		}
	}
}
