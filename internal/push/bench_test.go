package push

import (
	"bufio"
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/SherClockHolmes/webpush-go"
	"github.com/google/uuid"

	"tend/internal/postgres"
	"tend/internal/postgres/pgtest"
)

// BenchmarkMessage is what a message costs, in ways that are to be compared: RFC
// 8291 alone, as plainly as the standard library has it; the same, posted to a
// push service on this machine; what we do; and what webpush-go does. They take
// turns, so that whatever else the machine does is everybody's, and have as many
// under way at once as a [Sender] has.
func BenchmarkMessage(b *testing.B) {
	l := testLetter(b, newSink(b), make([]byte, 350))
	l.topic, l.urgency = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", urgencyHigh
	c := testCourier(b)
	ways := []struct {
		name string
		do   func() error
		took time.Duration
	}{
		{name: "encrypt-bare", do: func() error { encryptBare(b, l); return nil }},
		{name: "encrypt", do: func() error { _, err := encrypt(l.payload, l.p256dh, l.auth); return err }},
		{name: "send-bare", do: func() error { return postBare(b, c.client, l) }},
		{name: "send", do: func() error { _, err := c.Send(b.Context(), l); return err }},
		{name: "send-library", do: func() error { return sendByLibrary(b, c, l) }},
	}
	const turn = 320
	for b.Loop() {
		for i := range ways {
			began := time.Now()
			atOnce(b, turn, ways[i].do)
			ways[i].took += time.Since(began)
		}
	}
	for _, way := range ways {
		b.ReportMetric(float64(way.took.Microseconds())/float64(b.N*turn), way.name+"-µs")
		b.ReportMetric(float64(way.took)/float64(ways[0].took), way.name+"/encrypt-bare")
	}
}

// atOnce does something n times, sixteen at a time.
func atOnce(b *testing.B, n int, do func() error) {
	const parallel = 16
	var wg sync.WaitGroup
	for range parallel {
		wg.Go(func() {
			for range n / parallel {
				if err := do(); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// postBare encrypts and posts, with nothing that says from whom and what about.
func postBare(b *testing.B, client *http.Client, l letter) error {
	req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, l.endpoint, bytes.NewReader(encryptBare(b, l)))
	if err != nil {
		return err
	}
	return answered(client.Do(req))
}

func sendByLibrary(b *testing.B, c *courier, l letter) error {
	encode := base64.RawURLEncoding.EncodeToString
	scalar, err := c.tokens.keys.signer.Bytes()
	if err != nil {
		return err
	}
	to := webpush.Subscription{Endpoint: l.endpoint, Keys: webpush.Keys{P256dh: encode(l.p256dh), Auth: encode(l.auth)}}
	return answered(webpush.SendNotificationWithContext(b.Context(), bytes.Clone(l.payload), &to, &webpush.Options{
		HTTPClient: c.client, RecordSize: 512, Subscriber: nobody, Topic: l.topic, TTL: 3600, Urgency: webpush.UrgencyHigh,
		VAPIDPublicKey: c.tokens.keys.public, VAPIDPrivateKey: encode(scalar),
	}))
}

func answered(res *http.Response, err error) error {
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	_, err = io.Copy(io.Discard, res.Body)
	return err
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
	plain := make([]byte, size-bodyOverhead+1)
	copy(plain, l.payload)
	plain[len(l.payload)] = 2
	head := binary.BigEndian.AppendUint32(salt, recordSize)
	head = append(append(head, byte(len(public))), public...)
	return gcm.Seal(head, nonce, plain, nil)
}

// BenchmarkDrain works an outbox off: claim, ask for the words, encrypt, post,
// write the result, for each message.
func BenchmarkDrain(b *testing.B) {
	db := pgtest.New(b)
	s := NewService(db, Options{Keys: testCourier(b).tokens.keys, Policy: &Policy{loopback: true}, Log: slog.New(slog.DiscardHandler)})
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
		drained(b, db, NewSender(s, wordy{}, SenderOptions{PerSecond: 1_000_000}))
	}
	b.ReportMetric(float64(b.N)*float64(len(ns))/b.Elapsed().Seconds(), "messages/s")
}

type wordy struct{}

func (wordy) Message(context.Context, uuid.UUID, Subject) (Message, bool, error) {
	return Message{Title: "1 reminder is due", Body: "Due at 09:00", Path: "/reminders/1", Tag: "t"}, true, nil
}

// newSink plays a push service that reads what it is sent and says 201, over
// connections that stay, and does nothing else: its share is small.
func newSink(b *testing.B) string {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go sink(conn)
		}
	}()
	return "http://" + listener.Addr().String()
}

func sink(conn net.Conn) {
	defer conn.Close() //nolint:errcheck // nobody reads on
	in := bufio.NewReader(conn)
	for {
		length := 0
		for line := "-"; line != "\r\n"; {
			var err error
			if line, err = in.ReadString('\n'); err != nil {
				return
			}
			if value, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(strings.TrimSpace(value))
			}
		}
		if _, err := in.Discard(length); err != nil {
			return
		}
		if _, err := io.WriteString(conn, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"); err != nil {
			return
		}
	}
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
