package account_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/uuid"

	"tend/internal/httpapi"
)

// operations calls visit for each operation, with a path that fits.
func operations(api huma.API, visit func(op *huma.Operation, path string)) {
	for path, item := range api.OpenAPI().Paths {
		path = strings.NewReplacer("{id}", uuid.NewString()).Replace(path)
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Patch, item.Delete} {
			if op != nil {
				visit(op, path)
			}
		}
	}
}

func TestEveryRouteButSigningInWantsASession(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	public := map[string]bool{"auth-state": true, "sign-up": true, "sign-in": true, "refresh": true, "sign-out": true}
	seen := 0
	operations(h.api, func(op *huma.Operation, path string) {
		if public[op.OperationID] {
			return
		}
		seen++
		wantProblem(t, h.device(t).send(op.Method, path, nil), http.StatusUnauthorized, "session-invalid")
	})
	if seen != 6 {
		t.Errorf("%d routes want a session", seen)
	}
}

// C8, H2.
func TestNoRouteBreaksOnHostileInput(t *testing.T) {
	t.Parallel()
	h := newHouse(t, open)
	d := h.device(t).signUp(ada)
	bodies := []string{
		``, `null`, `[]`, `{}`, `"x"`, `{`, strings.Repeat(`[`, 100_000), `{"email":null,"password":null}`,
		`{"email":{"$gt":""},"password":[]}`, "{\"email\":\"\\u0000@x\",\"password\":\"\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000x\"}",
		`{"email":"\ud800@example.org","password":"\ud800 lone surrogate"}`, `{"kind":"sample","name":"\u0000"}`,
		`{"kind":"sample","name":"\ud800"}`, "{\"kind\":\"sample\",\"name\":\"\xff\xfe\"}", `{"kind":"personal","name":"x"}`,
		`{"kind":"shared","name":"x","personal_of":"` + uuid.NewString() + `"}`,
	}
	types := []string{"application/json", "text/plain", "", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "x+y;z+json"}
	operations(h.api, func(op *huma.Operation, path string) {
		if op.OperationID == "sign-out" || op.OperationID == "end-all-sessions" {
			return
		}
		for _, body := range bodies {
			for _, ct := range types {
				req := httptest.NewRequestWithContext(t.Context(), op.Method, origin+httpapi.Prefix+path, strings.NewReader(body))
				req.Header.Set("Authorization", "Bearer "+d.grant.AccessToken)
				req.Header.Set("Content-Type", ct)
				rec := httptest.NewRecorder()
				h.http.ServeHTTP(rec, req)
				if rec.Code >= http.StatusInternalServerError {
					t.Errorf("%s %s with %.60q as %s: %d %s", op.Method, path, body, ct, rec.Code, rec.Body)
				}
			}
		}
	})
	for _, id := range []string{"x", "00000000-0000-0000-0000-00000000000g", "%00", "..%2f", strings.Repeat("a", 3000)} {
		for _, path := range []string{"/spaces/", "/auth/sessions/"} {
			if res := d.send(http.MethodDelete, path+id, nil); res.StatusCode < 400 || res.StatusCode >= 500 {
				t.Errorf("DELETE %s%.40s: %d", path, id, res.StatusCode)
			}
		}
	}
	if strings.Contains(h.log.String(), "panic") {
		t.Error("something panicked")
	}
}
