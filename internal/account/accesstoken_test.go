package account_test

import (
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"tend/internal/secret"
)

// forge makes tokens like ours, with something changed. It knows our key.
type forge struct {
	kid     string
	private ed25519.PrivateKey
	genuine string
	now     time.Time
}

func newForge(t *testing.T, h *house, d *device) forge {
	t.Helper()
	keys, err := secret.NewStore(h.db).WithPrefix(t.Context(), "access-key/")
	if err != nil || len(keys) != 1 {
		t.Fatalf("keys = %v, %v", keys, err)
	}
	var stored struct{ Seed []byte }
	if err := json.Unmarshal(keys["access-key/1"], &stored); err != nil {
		t.Fatal(err)
	}
	return forge{kid: "1", private: ed25519.NewKeyFromSeed(stored.Seed), genuine: d.grant.AccessToken, now: h.clock.now()}
}

func (f forge) claims(t *testing.T) jwt.MapClaims {
	t.Helper()
	claims := jwt.MapClaims{}
	if _, _, err := jwt.NewParser().ParseUnverified(f.genuine, claims); err != nil {
		t.Fatal(err)
	}
	return claims
}

// token signs the genuine claims after change, with the given method and key.
func (f forge) token(t *testing.T, method jwt.SigningMethod, key any, change func(header map[string]any, claims jwt.MapClaims)) string {
	t.Helper()
	token := jwt.NewWithClaims(method, f.claims(t))
	token.Header["typ"], token.Header["kid"] = "at+jwt", f.kid
	if change != nil {
		change(token.Header, token.Claims.(jwt.MapClaims)) //nolint:errcheck // made above
	}
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A1, A2, A3, A4, A5.
func TestOnlyOurOwnCurrentAccessTokensAreAccepted(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	f := newForge(t, h, d)
	public := f.private.Public().(ed25519.PublicKey) //nolint:errcheck // of this type by definition
	_, stranger, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	encoded := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	jwk := map[string]string{
		"kty": "OKP", "crv": "Ed25519",
		"x": base64.RawURLEncoding.EncodeToString(stranger.Public().(ed25519.PublicKey)), //nolint:errcheck // see above
	}
	claim := func(name string, value any) func(map[string]any, jwt.MapClaims) {
		return func(_ map[string]any, claims jwt.MapClaims) { claims[name] = value }
	}
	without := func(name string) func(map[string]any, jwt.MapClaims) {
		return func(_ map[string]any, claims jwt.MapClaims) { delete(claims, name) }
	}
	header := func(name string, value any) func(map[string]any, jwt.MapClaims) {
		return func(header map[string]any, _ jwt.MapClaims) { header[name] = value }
	}
	ours := func(change func(map[string]any, jwt.MapClaims)) string {
		return f.token(t, jwt.SigningMethodEdDSA, f.private, change)
	}
	parts := strings.Split(f.genuine, ".")
	tests := []struct{ name, token string }{
		{"no algorithm", f.token(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil)},
		{"the public key as a shared secret", f.token(t, jwt.SigningMethodHS256, []byte(public), nil)},
		{"the public key's PEM as a shared secret", f.token(t, jwt.SigningMethodHS256, encoded, nil)},
		{"another key", f.token(t, jwt.SigningMethodEdDSA, stranger, nil)},
		{"another key, given along", f.token(t, jwt.SigningMethodEdDSA, stranger, header("jwk", jwk))},
		{"another key, to be fetched", f.token(t, jwt.SigningMethodEdDSA, stranger, header("jku", "https://keys.example.org/"))},
		{"unknown key", ours(header("kid", "2"))},
		{"no key", ours(header("kid", nil))},
		{"a key that is a number", ours(header("kid", 1))},
		{"a key that is a path", ours(header("kid", "../access-key/1"))},
		{"no expiry", ours(without("exp"))},
		{"expired", ours(claim("exp", f.now.Add(-time.Minute).Unix()))},
		{"too long-lived", ours(claim("exp", f.now.Add(24*time.Hour).Unix()))},
		{"not yet valid", ours(claim("nbf", f.now.Add(time.Hour).Unix()))},
		{"issued tomorrow", ours(claim("iat", f.now.Add(24*time.Hour).Unix()))},
		{"another issuer", ours(claim("iss", "other"))},
		{"no issuer", ours(without("iss"))},
		{"another audience", ours(claim("aud", "other"))},
		{"no audience", ours(without("aud"))},
		{"another type", ours(header("typ", "JWT"))},
		{"no type", ours(header("typ", nil))},
		{"no user", ours(without("sub"))},
		{"another user", ours(claim("sub", "7e0b1c1e-6a3f-4c55-9b1f-0d6f6b0d8f10"))},
		{"no session", ours(without("sid"))},
		{"another session", ours(claim("sid", "7e0b1c1e-6a3f-4c55-9b1f-0d6f6b0d8f10"))},
		{"changed claims", parts[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{}`)) + "." + parts[2]},
		{"no signature", parts[0] + "." + parts[1] + "."},
		{"a second spelling", respell(f.genuine)},
		{"dots", strings.Repeat(".", 1<<12)},
		{"a refresh token", d.cookie.Value},
		{"nothing", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			res := h.device(t).send(http.MethodGet, "/auth/sessions", nil, "Authorization", "Bearer "+tt.token)
			if res.StatusCode != http.StatusUnauthorized {
				t.Errorf("status = %d", res.StatusCode)
			}
		})
	}
	t.Run("unchanged", func(t *testing.T) {
		t.Parallel()
		res := h.device(t).send(http.MethodGet, "/auth/sessions", nil, "Authorization", "Bearer "+ours(nil))
		if res.StatusCode != http.StatusOK {
			t.Errorf("the forge itself is broken: status = %d", res.StatusCode)
		}
	})
}

// respell changes the bits of the last character that decode to nothing.
func respell(token string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := len(token) - 1
	return token[:last] + string(alphabet[strings.IndexByte(alphabet, token[last])+1])
}

func TestAnAccessTokenEnds(t *testing.T) {
	t.Parallel()
	h := newHouse(t, nil)
	d := h.device(t).signUp(ada)
	h.clock.pass(9 * time.Minute)
	if !d.works() {
		t.Error("refused after nine minutes")
	}
	h.clock.pass(2 * time.Minute)
	wantProblem(t, d.send(http.MethodGet, "/auth/sessions", nil), http.StatusUnauthorized, "session-invalid")
	d.keep(d.refresh(), http.StatusOK)
	if !d.works() {
		t.Error("refused after a refresh")
	}
}
