package push

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestPayloadIsDeclarativeWebPush(t *testing.T) {
	t.Parallel()
	m := Message{
		Title: "Call <Ana> & co", Body: "Due at 09:00", Lang: "en", Path: "/reminders/1?occurrence=2026-11-21", Tag: "reminder:1",
		Data: map[string]string{"reminderId": "1"}, Actions: []Action{{"done", "Done"}, {"snooze", "Snooze"}}, Badge: 3,
	}
	got, err := m.payload("https://tend.example.org/")
	if err != nil {
		t.Fatal(err)
	}
	want := `{"web_push":8030,"notification":{"title":"Call <Ana> & co","body":"Due at 09:00",` +
		`"navigate":"https://tend.example.org/reminders/1?occurrence=2026-11-21","lang":"en","dir":"auto","tag":"reminder:1",` +
		`"data":{"path":"/reminders/1?occurrence=2026-11-21","reminderId":"1"},"actions":[` +
		`{"action":"done","title":"Done","navigate":"https://tend.example.org/reminders/1?occurrence=2026-11-21"},` +
		`{"action":"snooze","title":"Snooze","navigate":"https://tend.example.org/reminders/1?occurrence=2026-11-21"}],` +
		`"app_badge":"3"},"app_badge":3}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
}

// Whatever people write, the message can be sent.
func TestEveryMessageFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := Message{
			Title: rapid.StringN(0, 2000, -1).Draw(t, "title"), Body: rapid.StringN(0, 2000, -1).Draw(t, "body"),
			Path: "/reminders/" + strings.Repeat("x", 100), Tag: strings.Repeat("t", 70),
		}
		body, err := m.payload("https://" + strings.Repeat("a", 60) + ".example.org")
		if err != nil || !json.Valid(body) {
			t.Fatalf("payload %q, %v", body, err)
		}
		if _, err := bodySize(len(body)); err != nil {
			t.Fatalf("%d bytes: %v", len(body), err)
		}
		small, err := m.shrunk().payload("https://tend.example.org")
		if err != nil || len(small) > 1000 {
			t.Fatalf("shrunk to %d bytes, %v", len(small), err)
		}
	})
}
