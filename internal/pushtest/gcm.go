// Package pushtest plays the push services of browsers, and the desktop that
// shows their notifications, so that the real subscription, the real encryption,
// the real delivery and the real buttons of a stock browser can be tested on a
// machine without the internet and without a screen.
//
// Chromium is pointed at [GCM] by its own switches --gcm-checkin-url,
// --gcm-registration-url and --gcm-mcs-endpoint. They are internal to it and
// may change.
package pushtest

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Tags of the messages of the Mobile Connection Server protocol (mcs.proto in
// Chromium's google_apis/gcm).
const (
	tagHeartbeatPing  = 0
	tagHeartbeatAck   = 1
	tagLoginRequest   = 2
	tagLoginResponse  = 3
	tagDataMessage    = 8
	mcsVersion        = 41
	longestMCSMessage = 1 << 20
)

// GCM is a stand-in for Google's push service that serves any number of
// browsers: a message goes to the browser that registered its token.
type GCM struct {
	service
	forms    map[string]url.Values // registrations by token
	browsers map[string]net.Conn   // connections by Android id
	devices  uint64                // browsers that have checked in
	tokens   int                   // tokens that were given
}

// NewGCM returns a stand-in that delivers whatever it is sent.
func NewGCM() *GCM {
	return &GCM{service: newService(), forms: map[string]url.Values{}, browsers: map[string]net.Conn{}}
}

// Handler serves check-in, registration and the endpoints of subscriptions.
func (g *GCM) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /checkin", g.checkIn)
	mux.HandleFunc("POST /register", g.register)
	mux.HandleFunc("POST /fcm/send/{token}", g.takeFor(g.deliver))
	return mux
}

func (g *GCM) checkIn(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, longestMCSMessage))
	g.mu.Lock()
	g.devices++
	id := 0x1122334455660000 + g.devices
	g.mu.Unlock()
	var m message
	m.number(1, 1)                              // stats_ok
	m.number(3, uint64(time.Now().UnixMilli())) // time_msec, always positive
	m.fixed(7, id)                              // android_id
	m.fixed(8, 0x0102030405060708)              // security_token
	m.text(12, "1")                             // version_info
	w.Header().Set("Content-Type", "application/x-protobuf")
	_, _ = w.Write(m)
}

// register gives a token, or takes back those of a subscription that has ended.
func (g *GCM) register(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, longestMCSMessage)
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	device, subtype := r.Form.Get("device"), r.Form.Get("X-subtype")
	if r.Form.Get("delete") == "true" {
		for token, form := range g.forms {
			if form.Get("device") == device && form.Get("X-subtype") == subtype {
				delete(g.forms, token)
				delete(g.registered, token)
			}
		}
		_, _ = fmt.Fprintf(w, "deleted=%s", r.Form.Get("app"))
		return
	}
	g.tokens++
	token := fmt.Sprintf("token%d", g.tokens)
	g.forms[token] = r.Form
	g.registered[token] = registration{browser: device, key: r.Form.Get("sender")}
	_, _ = fmt.Fprintf(w, "token=%s", token)
}

// Deliver gives the browser of a token a message that no application server
// sent, and returns the status that one would have got. An empty body is a
// message without data.
func (g *GCM) Deliver(token string, body []byte) int { return g.deliverTo(token, body, g.deliver) }

// deliver hands a message to its browser, if that is there. The caller holds g.mu.
func (g *GCM) deliver(token string, r registration, said Message) (bool, error) {
	conn, connected := g.browsers[r.browser]
	if !connected {
		return false, nil
	}
	form := g.forms[token]
	var m message
	m.text(3, form.Get("sender"))
	m.text(5, form.Get("app"))
	m.pair(7, "subtype", form.Get("X-subtype"))
	if len(said.Body) > 0 {
		m.pair(7, "content-encoding", "aes128gcm")
	}
	m.text(9, fmt.Sprintf("message%d", said.Number))
	m.number(17, 3600)
	m.number(18, uint64(time.Now().UnixMilli()))
	if len(said.Body) > 0 {
		m.text(21, string(said.Body))
	}
	return true, writeMCS(conn, tagDataMessage, m)
}

// ServeMCS accepts connections of browsers until ln is closed.
func (g *GCM) ServeMCS(ln net.Listener) error {
	for {
		conn, err := ln.Accept()
		if errors.Is(err, net.ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
		go func() {
			_ = g.serveBrowser(conn)
			g.leave(conn)
		}()
	}
}

func (g *GCM) serveBrowser(conn net.Conn) error {
	r := bufio.NewReader(conn)
	if _, err := r.ReadByte(); err != nil { // the version that the browser speaks
		return err
	}
	if _, err := conn.Write([]byte{mcsVersion}); err != nil {
		return err
	}
	for {
		tag, body, err := readMCS(r)
		if err != nil {
			return err
		}
		switch tag {
		case tagLoginRequest:
			err = g.logIn(conn, body)
			g.handOver(textField(body, 3), g.deliver)
		case tagHeartbeatPing:
			g.mu.Lock()
			err = writeMCS(conn, tagHeartbeatAck, nil)
			g.mu.Unlock()
		}
		if err != nil {
			return err
		}
	}
}

// logIn answers a browser and remembers its connection by its Android id,
// which stands in the request as user (field 3), and in each registration as device.
func (g *GCM) logIn(conn net.Conn, request []byte) error {
	var m message
	m.text(1, "login")
	m.number(8, uint64(time.Now().UnixMilli()))
	g.mu.Lock()
	defer g.mu.Unlock()
	g.browsers[textField(request, 3)] = conn
	return writeMCS(conn, tagLoginResponse, m)
}

// leave forgets the connection of a browser that has gone.
func (g *GCM) leave(conn net.Conn) {
	_ = conn.Close()
	g.mu.Lock()
	defer g.mu.Unlock()
	maps.DeleteFunc(g.browsers, func(_ string, other net.Conn) bool { return other == conn })
}

func readMCS(r *bufio.Reader) (tag byte, body []byte, err error) {
	if tag, err = r.ReadByte(); err != nil {
		return 0, nil, err
	}
	n, err := binary.ReadUvarint(r)
	if err != nil {
		return 0, nil, err
	}
	if n > longestMCSMessage {
		return 0, nil, fmt.Errorf("message of %d bytes", n)
	}
	body = make([]byte, n)
	_, err = io.ReadFull(r, body)
	return tag, body, err
}

func writeMCS(w io.Writer, tag byte, body []byte) error {
	head := binary.AppendUvarint([]byte{tag}, uint64(len(body)))
	_, err := w.Write(append(head, body...))
	return err
}

// message builds a protocol buffer, field by field.
type message []byte

func (m *message) key(field, wire int) { *m = binary.AppendUvarint(*m, uint64(field<<3|wire)) }

func (m *message) number(field int, v uint64) {
	m.key(field, 0)
	*m = binary.AppendUvarint(*m, v)
}

func (m *message) fixed(field int, v uint64) {
	m.key(field, 1)
	*m = binary.LittleEndian.AppendUint64(*m, v)
}

func (m *message) text(field int, s string) {
	m.key(field, 2)
	*m = binary.AppendUvarint(*m, uint64(len(s)))
	*m = append(*m, s...)
}

func (m *message) pair(field int, key, value string) {
	var p message
	p.text(1, key)
	p.text(2, value)
	m.text(field, string(p))
}

// textField returns the first value of a length-delimited field of a protocol
// buffer, empty if there is none.
func textField(b []byte, field int) string {
	for len(b) > 0 {
		key, n := binary.Uvarint(b)
		if n <= 0 {
			return ""
		}
		b = b[n:]
		skip := 0
		switch key & 7 {
		case 0:
			_, skip = binary.Uvarint(b)
		case 1:
			skip = 8
		case 2:
			size, n := binary.Uvarint(b)
			if n <= 0 || uint64(len(b)-n) < size {
				return ""
			}
			if key>>3 == uint64(field) {
				return string(b[n : n+int(size)])
			}
			skip = n + int(size)
		case 5:
			skip = 4
		}
		if skip <= 0 || skip > len(b) {
			return ""
		}
		b = b[skip:]
	}
	return ""
}

// SelfSigned returns a certificate for 127.0.0.1. Browsers accept it with
// --ignore-certificate-errors.
func SelfSigned() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "127.0.0.1"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		DNSNames:     []string{"localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
