package push

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
)

// BenchmarkSend encrypts, signs and posts one message to a sink on this machine.
func BenchmarkSend(b *testing.B) {
	c, l := testCourier(b), testLetter(b, newSink(b), make([]byte, 350))
	for b.Loop() {
		if _, err := c.Send(b.Context(), l); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBareEncryption is what BenchmarkSend cannot do without: RFC 8291 for
// the same message by the standard library, and, with post, handing the body to
// the same sink.
func BenchmarkBareEncryption(b *testing.B) {
	l := testLetter(b, newSink(b), make([]byte, 350))
	b.Run("alone", func(b *testing.B) {
		for b.Loop() {
			encryptBare(b, l)
		}
	})
	b.Run("post", func(b *testing.B) {
		client := &http.Client{}
		for b.Loop() {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, l.endpoint, bytes.NewReader(encryptBare(b, l)))
			if err != nil {
				b.Fatal(err)
			}
			res, err := client.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
	})
}

// encryptBare encrypts the payload of a letter as RFC 8291, section 3, says.
func encryptBare(b *testing.B, l letter) []byte {
	b.Helper()
	check := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	ours, err := ecdh.P256().GenerateKey(rand.Reader)
	check(err)
	theirs, err := ecdh.P256().NewPublicKey(l.p256dh)
	check(err)
	shared, err := ours.ECDH(theirs)
	check(err)
	public := ours.PublicKey().Bytes()
	ikm, err := hkdf.Key(sha256.New, shared, l.auth, "WebPush: info\x00"+string(l.p256dh)+string(public), 32)
	check(err)
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	key, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: aes128gcm\x00", 16)
	check(err)
	nonce, err := hkdf.Key(sha256.New, ikm, salt, "Content-Encoding: nonce\x00", 12)
	check(err)
	block, err := aes.NewCipher(key)
	check(err)
	gcm, err := cipher.NewGCM(block)
	check(err)
	size, err := bodySize(len(l.payload))
	check(err)
	plain := make([]byte, int(size)-bodyOverhead+1)
	copy(plain, l.payload)
	plain[len(l.payload)] = 2
	head := binary.BigEndian.AppendUint32(salt, size)
	head = append(append(head, byte(len(public))), public...)
	return gcm.Seal(head, nonce, plain, nil)
}

// BenchmarkDrain works an outbox off: claim, ask for the words, encrypt, post,
// write the result, for each message.
func BenchmarkDrain(b *testing.B) {
	db := pgtest.New(b)
	s := NewService(db, Options{Keys: testCourier(b).keys, Policy: &Policy{loopback: true}, Log: slog.New(slog.DiscardHandler)})
	user := subscribed(b, db, s, newSink(b))
	ns := make([]Notification, 2000)
	for b.Loop() {
		for i := range ns {
			ns[i] = Notification{
				UserIDs: []uuid.UUID{user}, Subject: Subject{Kind: KindReminder, SubjectID: uuid.New(), Occurrence: "2026-11-21"},
				DueAt: time.Now(), ExpiresAt: time.Now().Add(time.Hour),
			}
		}
		if err := s.Notify(b.Context(), db, ns); err != nil {
			b.Fatal(err)
		}
		drained(b, db, NewSender(s, wordy{}, SenderOptions{}))
	}
	b.ReportMetric(float64(b.N)*float64(len(ns))/b.Elapsed().Seconds(), "messages/s")
}

type wordy struct{}

func (wordy) Message(context.Context, uuid.UUID, Subject) (Message, bool, error) {
	return Message{Title: "1 reminder is due", Body: "Due at 09:00", Path: "/reminders/1", Tag: "t"}, true, nil
}

func newSink(b *testing.B) string {
	b.Helper()
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
	}))
	b.Cleanup(sink.Close)
	return sink.URL
}

func subscribed(b *testing.B, db *postgres.DB, s *Service, endpoint string) uuid.UUID {
	b.Helper()
	user, session := uuid.New(), uuid.New()
	for _, sql := range []string{
		`insert into app_user (user_id, email, password_hash) values ($1, 'ana@example.org', '')`,
		`insert into session (session_id, user_id, device_name, seed, expires_at) select '` + session.String() + `', $1, '', '', now() + interval '1 day'`,
	} {
		if _, err := db.Conn().Exec(b.Context(), sql, user); err != nil {
			b.Fatal(err)
		}
	}
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		b.Fatal(err)
	}
	reg := registration{endpoint: endpoint, p256dh: key.PublicKey().Bytes(), auth: make([]byte, 16)}
	if _, err := s.keep(b.Context(), user, session, reg); err != nil {
		b.Fatal(err)
	}
	return user
}

// drained runs a sender until nothing is pending.
func drained(b *testing.B, db *postgres.DB, s *Sender) {
	b.Helper()
	ctx, stop := context.WithCancel(b.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx) }()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for pending := true; pending; <-look.C {
		err := db.Conn().QueryRow(ctx, `select exists (select from push_delivery where state = 'pending')`).Scan(&pending)
		if err != nil {
			b.Fatal(err)
		}
	}
	stop()
	if err := <-ended; err != nil {
		b.Error(err)
	}
}
