package reminder

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"tend/internal/collection"
	"tend/internal/postgres"
	"tend/internal/record"
)

// The collections that the projection is made of.
const (
	collectionReminder = "reminder"
	collectionSetting  = "setting"
	collectionContact  = "contact"
	collectionCircle   = "circle"
)

// projected are all of them.
var projected = []string{
	collectionReminder, collectionSetting, collectionContact, collectionCircle,
	collectionInteraction, collectionNote, collectionPromise,
}

// State says whether a reminder has a firing ahead.
type State string

// The states of a reminder. The scheduler looks at waiting ones alone.
const (
	Waiting State = "waiting" // a firing is ahead
	Settled State = "settled" // none is
	Paused  State = "paused"  // by the user
	Refused State = "refused" // its time cannot be understood
)

// Projection keeps, for every reminder, when its user is next to be told of it.
type Projection struct{ zones Zones }

// NewProjection returns a projection. One serves all spaces.
func NewProjection() *Projection { return &Projection{} }

// Project brings the projection of a space up to date with records that the
// transaction tx has changed. What it writes depends on the records and on what
// the user was told before, and on no clock.
func (p *Projection) Project(ctx context.Context, tx *postgres.DB, spaceID uuid.UUID, changed []record.Record) error {
	changed = slices.DeleteFunc(slices.Clone(changed), func(r record.Record) bool { return !slices.Contains(projected, r.Collection) })
	if len(changed) == 0 {
		return nil
	}
	s := newStore(tx)
	if fresh, err := s.Begin(ctx, spaceID); err != nil {
		return err
	} else if fresh {
		// Records of before the projection, if there are any, come in first.
		if err := p.catchUp(ctx, s, spaceID, changed); err != nil {
			return err
		}
	}
	return p.project(ctx, s, spaceID, changed)
}

// project writes what follows from the records. Settings go first, as the
// scheduler locks rows in this order too.
func (p *Projection) project(ctx context.Context, s *store, spaceID uuid.UUID, records []record.Record) error {
	var reminders []record.Record
	var gone []uuid.UUID
	for _, r := range records {
		switch {
		case r.Collection == collectionSetting:
			if r.ID.String() != collection.SettingID {
				continue // a space has one setting record; any other is somebody's mistake
			}
			if err := p.projectSetting(ctx, s, spaceID, r); err != nil {
				return err
			}
		case r.Collection != collectionReminder:
		case r.DeletedAt != nil:
			gone = append(gone, r.ID)
		default:
			reminders = append(reminders, r)
		}
	}
	if err := s.Delete(ctx, spaceID, gone); err != nil {
		return err
	}
	if err := p.projectReminders(ctx, s, spaceID, reminders); err != nil {
		return err
	}
	return s.PutFacts(ctx, spaceID, factsOf(records))
}

// projectSetting keeps what a setting record says about reminders, and computes
// the space's reminders again if that changes when they are due.
func (p *Projection) projectSetting(ctx context.Context, s *store, spaceID uuid.UUID, r record.Record) error {
	before, err := s.Setting(ctx, spaceID)
	if err != nil {
		return err
	}
	now := settingOf(r)
	if err := s.PutSetting(ctx, spaceID, now); err != nil || now.Defaults == before.Defaults {
		return err
	}
	if err := p.moveDay(ctx, s, spaceID, now); err != nil {
		return err
	}
	entries, err := s.List(ctx, spaceID)
	if err != nil {
		return err
	}
	return s.Put(ctx, spaceID, entries, p.standings(entries, now.Defaults))
}

func (p *Projection) projectReminders(ctx context.Context, s *store, spaceID uuid.UUID, records []record.Record) error {
	if len(records) == 0 {
		return nil
	}
	setting, err := s.Setting(ctx, spaceID)
	if err != nil {
		return err
	}
	entries := make([]entry, len(records))
	for i, r := range records {
		entries[i] = entryOf(spaceID, r)
	}
	// The scheduler may be telling of one of them right now; this waits for it.
	fired, err := s.LockFired(ctx, spaceID, entries)
	if err != nil {
		return err
	}
	for i := range entries {
		entries[i].FiredAt = fired[entries[i].ID]
	}
	return s.Put(ctx, spaceID, entries, p.standings(entries, setting.Defaults))
}

func (p *Projection) standings(entries []entry, d Defaults) []standing {
	out := make([]standing, len(entries))
	for i, e := range entries {
		out[i] = e.stand(&p.zones, d)
	}
	return out
}

// entry is what the projection keeps of a reminder's record, and how far the
// user was told.
type entry struct {
	SpaceID uuid.UUID
	ID      uuid.UUID
	Title   string
	Notify  bool
	Rule    Reminder
	// FiredAt is the moment up to which firings were handed on, nil if none were.
	FiredAt *time.Time
}

func entryOf(spaceID uuid.UUID, r record.Record) entry {
	notify := decode[*bool](r.Fields["notify"])
	return entry{
		SpaceID: spaceID,
		ID:      r.ID,
		Title:   decode[string](r.Fields["title"]),
		Notify:  notify == nil || *notify,
		Rule:    Parse(r.Fields),
	}
}

// standing is where a reminder stands: the columns that are computed.
type standing struct {
	State State
	Next  Occurrence // if waiting
	Zone  string
	Open  bool // an occurrence had come due by FiredAt and is not settled
}

// stand computes where e stands. It is a pure function.
func (e entry) stand(zones *Zones, d Defaults) standing {
	schedule, err := e.Rule.Schedule(zones, d)
	if err != nil {
		return standing{State: Refused}
	}
	st := standing{State: Settled, Zone: schedule.zone.String()}
	if e.Rule.Paused {
		st.State = Paused
		return st
	}
	var told time.Time
	if e.FiredAt != nil {
		told = *e.FiredAt
		open, ok := schedule.Open(told)
		st.Open = ok && open.Overdue
	}
	if next, ok := schedule.NextFiring(told); ok {
		st.State, st.Next = Waiting, next
	}
	return st
}

// setting is what the setting record of a space says about reminders.
type setting struct {
	Defaults
	Locale    string
	ShowNames bool
	QuietFrom string // HH:MM, empty for no quiet hours
	QuietTo   string
	PerWeek   int      // how many people the user wants to reach out to, 0 if they did not say
	Muted     []string // kinds of message that they want on no device, sorted
}

// usualPerWeek is how many people a week users are asked to reach out to who did
// not say how many they want.
const usualPerWeek = 5

// perWeek is how many people a week the user is asked to reach out to.
func (v setting) perWeek() int {
	if v.PerWeek < 1 {
		return usualPerWeek
	}
	return v.PerWeek
}

func settingOf(r record.Record) setting {
	if r.DeletedAt != nil {
		return setting{}
	}
	text := func(name string) string { return decode[string](r.Fields[name]) }
	return setting{
		Defaults:  Defaults{Zone: text("zone"), DigestAt: text("digestAt")},
		Locale:    text("locale"),
		ShowNames: decode[bool](r.Fields["showNames"]),
		QuietFrom: text("quietFrom"),
		QuietTo:   text("quietTo"),
		PerWeek:   min(max(decode[int](r.Fields["touchesPerWeek"]), 0), mostCadence),
		Muted:     mutedOf(r.Fields),
	}
}

// mutedOf reads the kinds of message that a setting switches off.
func mutedOf(fields map[string]json.RawMessage) []string {
	muted := []string{}
	for path, value := range fields {
		if kind, ok := strings.CutPrefix(path, "muted/"); ok && decode[bool](value) {
			muted = append(muted, kind)
		}
	}
	slices.Sort(muted)
	return muted
}

// decode reads one field, the zero value if it is absent or of another type.
func decode[T any](value json.RawMessage) T {
	var v, zero T
	if len(value) == 0 || json.Unmarshal(value, &v) != nil {
		return zero
	}
	return v
}
