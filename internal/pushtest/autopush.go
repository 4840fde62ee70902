package pushtest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"

	"golang.org/x/net/websocket"
)

// Autopush is a stand-in for Mozilla's push service that serves any number of
// browsers. Firefox is pointed at it by its preference dom.push.serverURL; the
// protocol is that of PushServiceWebSocket.sys.mjs.
type Autopush struct {
	base string // where browsers and application servers reach it
	service
	browsers map[string]*websocket.Conn // connections by user agent id
}

// NewAutopush returns a stand-in whose endpoints begin with base.
func NewAutopush(base string) *Autopush {
	return &Autopush{base: base, service: newService(), browsers: map[string]*websocket.Conn{}}
}

// Handler serves the connections of browsers and the endpoints of subscriptions.
func (a *Autopush) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /autopush", websocket.Server{
		Handshake: func(*websocket.Config, *http.Request) error { return nil }, // a browser names no origin here
		Handler:   a.serveBrowser,
	})
	mux.HandleFunc("POST /wpush/v2/{token}", a.takeFor(a.deliver))
	return mux
}

// Forget ends all connections without a word and takes no browser for one it
// has seen before: the next time each gets another identity, and has to tell
// its pages that their subscriptions are gone.
func (a *Autopush) Forget() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.registered = map[string]registration{}
	for uaid, conn := range a.browsers {
		delete(a.browsers, uaid)
		_ = conn.Close()
	}
}

// hail is what Firefox sends, in all its kinds.
type hail struct {
	MessageType string `json:"messageType"`
	UAID        string `json:"uaid"`
	ChannelID   string `json:"channelID"`
	Key         string `json:"key"` // the applicationServerKey
}

func (a *Autopush) serveBrowser(conn *websocket.Conn) {
	uaid := ""
	for {
		var h hail
		if websocket.JSON.Receive(conn, &h) != nil {
			break
		}
		reply := a.answerTo(conn, &uaid, h)
		if reply != nil && a.tell(conn, reply) != nil {
			break
		}
		if h.MessageType == "hello" {
			a.handOver(uaid, a.deliver)
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.browsers[uaid] == conn {
		delete(a.browsers, uaid)
	}
}

// answerTo returns the answer to what a browser sent, nil for none.
func (a *Autopush) answerTo(conn *websocket.Conn, uaid *string, h hail) any {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch h.MessageType {
	case "hello":
		if *uaid = h.UAID; !a.knows(h.UAID) {
			*uaid = randomID()
		}
		a.browsers[*uaid] = conn
		return map[string]any{"messageType": "hello", "uaid": *uaid, "status": 200, "use_webpush": true, "broadcasts": map[string]string{}}
	case "register":
		a.registered[h.ChannelID] = registration{browser: *uaid, key: strings.TrimRight(h.Key, "=")}
		return map[string]any{
			"messageType": "register", "channelID": h.ChannelID, "status": 200,
			"pushEndpoint": a.base + "/wpush/v2/" + h.ChannelID,
		}
	case "unregister":
		delete(a.registered, h.ChannelID)
		return map[string]any{"messageType": "unregister", "channelID": h.ChannelID, "status": 200}
	case "": // a ping
		return map[string]string{}
	default: // acknowledgements
		return nil
	}
}

// Deliver gives the browser of a token a message that no application server
// sent, and returns the status that one would have got. An empty body is a
// message without data.
func (a *Autopush) Deliver(token string, body []byte) int { return a.deliverTo(token, body, a.deliver) }

// deliver hands a message to its browser, if that is there. The caller holds a.mu.
func (a *Autopush) deliver(token string, r registration, m Message) (bool, error) {
	conn, connected := a.browsers[r.browser]
	if !connected {
		return false, nil
	}
	said := map[string]any{
		"messageType": "notification", "channelID": token, "version": fmt.Sprintf("v%d", m.Number), "ttl": 3600,
	}
	if len(m.Body) > 0 {
		said["headers"] = map[string]string{"encoding": "aes128gcm"}
		said["data"] = base64.RawURLEncoding.EncodeToString(m.Body)
	}
	return true, websocket.JSON.Send(conn, said)
}

// tell writes to a browser, one message at a time.
func (a *Autopush) tell(conn *websocket.Conn, said any) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return websocket.JSON.Send(conn, said)
}

func randomID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}
