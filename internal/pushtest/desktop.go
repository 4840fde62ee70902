package pushtest

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

// The names of the Desktop Notifications Specification 1.2, by which browsers
// on Linux have the desktop show notifications.
const (
	notificationsName = "org.freedesktop.Notifications"
	notificationsPath = "/org/freedesktop/Notifications"
)

// closedByUser and closedByCall say why a notification went.
const (
	closedByUser uint32 = 2
	closedByCall uint32 = 3
)

// Shown is a notification as the desktop was asked to show it.
type Shown struct {
	ID      uint32   `json:"id"`
	Title   string   `json:"title"`
	Body    string   `json:"body"`
	Buttons []string `json:"buttons"` // what can be read on them
	// Times counts how often it was shown: a notification that replaces
	// another one keeps its place.
	Times int       `json:"times"`
	At    time.Time `json:"at"`
	keys  []string  // of the buttons, by which the browser knows them
}

// Desktop is a stand-in for the part of a desktop that shows notifications,
// with a thumb that presses them.
type Desktop struct {
	bus   *dbus.Conn
	mu    sync.Mutex
	last  uint32
	shown map[uint32]Shown
}

// NewDesktop offers the service of notifications on bus.
func NewDesktop(bus *dbus.Conn) (*Desktop, error) {
	d := &Desktop{bus: bus, shown: map[uint32]Shown{}}
	methods := map[string]any{
		"GetCapabilities":      d.capabilities,
		"GetServerInformation": d.information,
		"Notify":               d.notify,
		"CloseNotification":    d.closeOne,
	}
	if err := bus.ExportMethodTable(methods, notificationsPath, notificationsName); err != nil {
		return nil, err
	}
	reply, err := bus.RequestName(notificationsName, dbus.NameFlagDoNotQueue)
	if err != nil {
		return nil, err
	}
	if reply != dbus.RequestNameReplyPrimaryOwner {
		return nil, fmt.Errorf("the bus has a service of notifications already")
	}
	return d, nil
}

// Shown returns what the desktop shows, the oldest first.
func (d *Desktop) Shown() []Shown {
	d.mu.Lock()
	defer d.mu.Unlock()
	all := make([]Shown, 0, len(d.shown))
	for _, s := range d.shown {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Shown) int { return int(a.ID) - int(b.ID) })
	return all
}

// Press presses a button of a notification, or the notification itself if
// button is empty. As on a real desktop, that takes it away.
func (d *Desktop) Press(id uint32, button string) error {
	d.mu.Lock()
	s, ok := d.shown[id]
	delete(d.shown, id)
	d.mu.Unlock()
	if !ok {
		return fmt.Errorf("no notification %d", id)
	}
	key := "default"
	if button != "" {
		i := slices.Index(s.Buttons, button)
		if i < 0 {
			return fmt.Errorf("notification %d has no button %q, it has %q", id, button, s.Buttons)
		}
		key = s.keys[i]
	}
	if err := d.signal("ActionInvoked", id, key); err != nil {
		return err
	}
	return d.signal("NotificationClosed", id, closedByUser)
}

// Dismiss takes a notification away without pressing anything.
func (d *Desktop) Dismiss(id uint32) error {
	d.mu.Lock()
	delete(d.shown, id)
	d.mu.Unlock()
	return d.signal("NotificationClosed", id, closedByUser)
}

func (d *Desktop) signal(name string, values ...any) error {
	return d.bus.Emit(notificationsPath, notificationsName+"."+name, values...)
}

func (d *Desktop) capabilities() ([]string, *dbus.Error) {
	return []string{"actions", "body", "persistence"}, nil
}

func (d *Desktop) information() (name, vendor, version, spec string, failed *dbus.Error) {
	return "pushtest", "tend", "1", "1.2", nil
}

func (d *Desktop) notify(_ string, replaces uint32, _, title, body string, actions []string,
	_ map[string]dbus.Variant, _ int32,
) (uint32, *dbus.Error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := replaces
	if id == 0 {
		d.last++
		id = d.last
	}
	s := Shown{ID: id, Title: title, Body: body, Buttons: []string{}, Times: d.shown[id].Times + 1, At: time.Now()}
	for pair := range slices.Chunk(actions, 2) {
		if len(pair) == 2 && pair[0] != "default" && pair[0] != "settings" {
			s.keys, s.Buttons = append(s.keys, pair[0]), append(s.Buttons, pair[1])
		}
	}
	d.shown[id] = s
	return id, nil
}

func (d *Desktop) closeOne(id uint32) *dbus.Error {
	d.mu.Lock()
	delete(d.shown, id)
	d.mu.Unlock()
	if err := d.signal("NotificationClosed", id, closedByCall); err != nil {
		return dbus.MakeFailedError(err)
	}
	return nil
}
