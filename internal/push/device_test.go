package push_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"tend/internal/push"
)

// device is a browser's end of a subscription.
type device struct {
	key  *ecdh.PrivateKey
	auth []byte
}

func newDevice(tb testing.TB) *device {
	tb.Helper()
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	auth := make([]byte, 16)
	_, _ = rand.Read(auth) // never fails
	return &device{key, auth}
}

func (d *device) registration(endpoint string) push.Registration {
	return push.Registration{
		Endpoint:   endpoint,
		P256dh:     base64.RawURLEncoding.EncodeToString(d.key.PublicKey().Bytes()),
		Auth:       base64.RawURLEncoding.EncodeToString(d.auth),
		DeviceName: "Firefox on Linux",
	}
}

// decrypt reads a message as RFC 8291 says a browser does. It was written from
// the RFC, and shares nothing with the code that encrypts.
func (d *device) decrypt(body []byte) ([]byte, error) {
	if len(body) < 21 || len(body) < 21+int(body[20]) {
		return nil, errors.New("the header is cut")
	}
	salt, size, keyID := body[:16], binary.BigEndian.Uint32(body[16:20]), body[21:21+int(body[20])]
	record := body[21+len(keyID):]
	if uint32(len(record)) > size {
		return nil, errors.New("more than one record")
	}
	sender, err := ecdh.P256().NewPublicKey(keyID)
	if err != nil {
		return nil, err
	}
	shared, err := d.key.ECDH(sender)
	if err != nil {
		return nil, err
	}
	info := "WebPush: info\x00" + string(d.key.PublicKey().Bytes()) + string(keyID)
	ikm, err := hkdf.Key(sha256.New, shared, d.auth, info, 32)
	if err != nil {
		return nil, err
	}
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, err
	}
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	plain, err := gcm.Open(nil, nonce, record, nil)
	if err != nil {
		return nil, err
	}
	text := strings.TrimRight(string(plain), "\x00")
	if !strings.HasSuffix(text, "\x02") {
		return nil, errors.New("the delimiter of the last record is missing")
	}
	return []byte(strings.TrimSuffix(text, "\x02")), nil
}

// The vector of RFC 8291, section 5, holds the browser's end that these tests
// read messages with to the standard.
func TestDecryptAgreesWithTheStandard(t *testing.T) {
	t.Parallel()
	decode := func(text string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	key, err := ecdh.P256().NewPrivateKey(decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
	if err != nil {
		t.Fatal(err)
	}
	d := device{key: key, auth: decode("BTBZMqHH6r4Tts7J_aSIgg")}
	got, err := d.decrypt(decode("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg" +
		"Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"))
	if err != nil || string(got) != "When I grow up, I want to be a watermelon" {
		t.Errorf("decrypt = %q, %v", got, err)
	}
}

// delivery is one request that the push service got.
type delivery struct {
	path   string
	header http.Header
	body   []byte
	status int // that it was answered with
}

// pushService plays a push service.
type pushService struct {
	*httptest.Server
	mu     sync.Mutex
	n      int
	got    []delivery
	answer func(w http.ResponseWriter, n int) // n counts the requests from 1
	came   chan delivery
}

// newPushService returns a push service that answers 201, or what answer says.
func newPushService(tb testing.TB, answer func(w http.ResponseWriter, n int)) *pushService {
	tb.Helper()
	s := &pushService{answer: answer, came: make(chan delivery, 10_000)}
	s.Server = httptest.NewServer(http.HandlerFunc(s.take))
	tb.Cleanup(s.Close)
	return s
}

func (s *pushService) take(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the sender was killed
	}
	s.mu.Lock()
	s.n++
	n := s.n
	s.mu.Unlock()
	answered := &statusWriter{ResponseWriter: w, status: http.StatusCreated}
	if s.answer != nil {
		s.answer(answered, n)
	} else {
		w.WriteHeader(http.StatusCreated)
	}
	d := delivery{path: r.URL.Path, header: r.Header.Clone(), body: body, status: answered.status}
	s.mu.Lock()
	s.got = append(s.got, d)
	s.mu.Unlock()
	s.came <- d
}

// statusWriter remembers the status of an answer.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (s *pushService) deliveries() []delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]delivery(nil), s.got...)
}

// status answers with one status every time.
func status(code int) func(http.ResponseWriter, int) {
	return func(w http.ResponseWriter, _ int) { w.WriteHeader(code) }
}

// memory keeps secrets for a test.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
}

func (m *memory) Secret(_ context.Context, name string, generate func() ([]byte, error)) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.values[name]; ok {
		return v, nil
	}
	v, err := generate()
	if err != nil {
		return nil, err
	}
	m.values = map[string][]byte{name: v}
	return v, nil
}

func newKeys(tb testing.TB) push.Keys {
	tb.Helper()
	keys, err := push.LoadKeys(tb.Context(), &memory{})
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

// verifyVAPID checks the Authorization header as RFC 8292 says a push service does.
func verifyVAPID(t *testing.T, header, publicKey string) jwt.MapClaims {
	t.Helper()
	token, ok := strings.CutPrefix(header, "vapid t=")
	token, key, found := strings.Cut(token, ", k=")
	if !ok || !found || key != publicKey {
		t.Fatalf("Authorization is %q", header)
	}
	raw, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), raw)
	if err != nil {
		t.Fatal(err)
	}
	claims := jwt.MapClaims{}
	_, err = jwt.ParseWithClaims(token, claims, func(*jwt.Token) (any, error) { return public, nil },
		jwt.WithValidMethods([]string{"ES256"}), jwt.WithExpirationRequired())
	if err != nil {
		t.Fatalf("the token is not valid: %v", err)
	}
	return claims
}
