package push

import (
	"bytes"
	"encoding/json"
	"maps"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of texts, in characters. The longest message still fits in the 4,096
// bytes that every push service takes.
const (
	maxTitle    = 200
	maxBody     = 300
	shrunkTitle = 60
)

// declarative marks a message as Declarative Web Push: Safari shows it without
// running the service worker. Elsewhere the worker reads the same JSON.
const declarative = 8030

// Message is what a device shows.
type Message struct {
	Title   string
	Body    string
	Lang    string            // of the words, a BCP 47 tag
	Path    string            // the page of the app that a tap opens, beginning with /
	Tag     string            // a later message with the same tag replaces this one
	Data    map[string]string // for the service worker
	Actions []Action          // two at most
	Badge   int               // the number on the app's icon, none if 0
	// NotBefore holds the message back, for the quiet hours of its user.
	NotBefore time.Time
}

// Action is a button on a message.
type Action struct {
	Name  string // what the service worker is told
	Title string // what the button says
}

type payload struct {
	WebPush      int                 `json:"web_push"`
	Notification payloadNotification `json:"notification"`
	AppBadge     int                 `json:"app_badge,omitempty"`
}

type payloadNotification struct {
	Title    string `json:"title"`
	Body     string `json:"body,omitempty"`
	Navigate string `json:"navigate"`
	Lang     string `json:"lang,omitempty"`
	Dir      string `json:"dir"`
	Tag      string `json:"tag,omitempty"`
	// Data holds the path besides, as a device may know this server by another
	// name than the one in Navigate.
	Data    map[string]string `json:"data,omitempty"`
	Actions []payloadAction   `json:"actions,omitempty"`
	// AppBadge stands here too, as text, for Safari 18.4, which came before it moved.
	AppBadge string `json:"app_badge,omitempty"`
}

type payloadAction struct {
	Action   string `json:"action"`
	Title    string `json:"title"`
	Navigate string `json:"navigate"`
}

// payload returns the message as it is sent. Its links lead to publicURL.
func (m Message) payload(publicURL string) ([]byte, error) {
	path := ownPath(m.Path)
	navigate := strings.TrimSuffix(publicURL, "/") + path
	data := map[string]string{"path": path}
	maps.Copy(data, m.Data)
	p := payload{WebPush: declarative, AppBadge: m.Badge, Notification: payloadNotification{
		Title:    cut(m.Title, maxTitle),
		Body:     cut(m.Body, maxBody),
		Navigate: navigate,
		Lang:     m.Lang,
		Dir:      "auto",
		Tag:      m.Tag,
		Data:     data,
	}}
	if m.Badge > 0 {
		p.Notification.AppBadge = strconv.Itoa(m.Badge)
	}
	for _, a := range m.Actions {
		p.Notification.Actions = append(p.Notification.Actions, payloadAction{Action: a.Name, Title: a.Title, Navigate: navigate})
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false) // six bytes for one, and nothing reads this as HTML
	err := enc.Encode(p)
	return bytes.TrimSpace(out.Bytes()), err
}

// ownPath is a path of the app, whatever it is made from.
func ownPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\t\r\n") {
		return "/"
	}
	return path
}

// shrunk returns the message with as little text as makes sense.
func (m Message) shrunk() Message {
	m.Title, m.Body = cut(m.Title, shrunkTitle), ""
	return m
}

// cut shortens text to n characters.
func cut(text string, n int) string {
	text = strings.ToValidUTF8(text, "")
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	runes := []rune(text)
	return strings.TrimSpace(string(runes[:n-1])) + "…"
}
