package reminder_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"tend/internal/postgres"
	"tend/internal/record"
	"tend/internal/reminder"
)

// today is the day by the database, in UTC, which the spaces of these tests live in.
func (h *house) today() string { return h.now().Format("2006-01-02") }

func (h *house) dayAgo(n int) string { return h.now().AddDate(0, 0, -n).Format("2006-01-02") }

// make puts a record of a collection and returns its id.
func (h *house) make(collection string, f fields) uuid.UUID {
	h.t.Helper()
	id := uuid.New()
	h.put(rec(h.t, collection, id, f))
	return id
}

func (h *house) deleted(collection string, id uuid.UUID) {
	h.t.Helper()
	r := rec(h.t, collection, id, nil)
	r.DeletedAt = new(time.Now())
	h.put(r)
}

// yesterdayTold makes it as if the space had been looked at yesterday.
func (h *house) yesterdayTold() {
	h.t.Helper()
	h.exec(`update prompt_day set told_on = $2, next_at = 'epoch' where space_id = $1`, h.spaceID, h.dayAgo(1))
}

// stepDays lets a scheduler look at the days once and returns what it handed on.
func (h *house) stepDays() []reminder.Notification {
	h.t.Helper()
	told := &listener{}
	s := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{})
	if _, err := s.StepDays(context.Background()); err != nil {
		h.t.Fatal(err)
	}
	return told.all()
}

// atMidnight is a setting whose hour of the digest has always come.
var atMidnight = fields{"zone": "UTC", "digestAt": "00:00"}

// due makes a space with something of each kind for today.
func (h *house) due() (ana, promise uuid.UUID) {
	h.t.Helper()
	ana = h.make("contact", fields{
		"fullName": "Ana Müller", "givenName": "Ana", "cadenceDays": 14,
		"dates/b": map[string]any{"kind": "birthday", "date": "--" + h.today()[5:]},
		"dates/a": map[string]any{"kind": "anniversary", "date": "--" + h.dayAgo(-3)[5:], "leadDays": 3},
	})
	h.make("interaction", fields{"at": h.dayAgo(20), "contacts/" + ana.String(): true})
	promise = h.make("promise", fields{"by": "me", "text": "Send the draft", "due": h.today() + "T16:00", "contact": ana.String()})
	h.make("promise", fields{"by": "them", "text": "Sign it", "due": h.dayAgo(1), "contact": ana.String()})
	return ana, promise
}

func TestADayBringsPromisesDatesAndADigest(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set(atMidnight)
	ana, promise := h.due()
	if told := h.stepDays(); len(told) != 0 {
		t.Fatalf("the first look tells %v", told)
	}
	h.yesterdayTold()
	told := h.stepDays()
	if len(told) != 3 || told[0].Kind != reminder.KindPromise || told[0].SubjectID != promise ||
		told[1].Kind != reminder.KindDate || told[2].Kind != reminder.KindDigest {
		t.Fatalf("told %+v", told)
	}
	for _, n := range told {
		if n.Occurrence != h.today() || len(n.UserIDs) != 1 || n.ExpiresAt.Sub(n.DueAt) != 24*time.Hour {
			t.Errorf("told %+v", n)
		}
	}
	if again := h.stepDays(); len(again) != 0 {
		t.Errorf("told again: %v", again)
	}

	plain := h.words(promise)
	if want := []string{
		"1 promise is due today / Open Today to see it through.",
		"A birthday today / A few words from you today?",
		"3 things for today / 1 promise is open · 1 person to get in touch with · 1 day to remember comes near",
	}; !cmp.Equal(plain, want) {
		t.Error(cmp.Diff(want, plain))
	}
	h.set(atMidnight.with(fields{"showNames": true, "locale": "de-AT"}))
	if got, want := h.words(promise), []string{
		"Send the draft / Für Ana · heute fällig",
		"Ana hat heute Geburtstag / Ein paar Worte von dir heute?",
		"3 Dinge für heute / 1 Zusage ist offen · Melde dich bei Ana · 1 besonderer Tag kommt näher",
	}; !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	for _, name := range []string{"Ana", "draft", ana.String()} {
		if strings.Contains(strings.Join(plain, " "), name) {
			t.Errorf("%q is told without leave", name)
		}
	}
}

// words are what would be sent of the three kinds; a notice that is not given
// any more is left out.
func (h *house) words(promise uuid.UUID) []string {
	h.t.Helper()
	var out []string
	n := reminder.NewNotices(h.db)
	add := func(notice reminder.Notice, ok bool, err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
		if ok {
			out = append(out, notice.Title+" / "+notice.Body)
		}
	}
	ctx := context.Background()
	add(n.Promise(ctx, h.userID, h.spaceID, promise, h.today()))
	add(n.Dates(ctx, h.userID, h.spaceID, h.today()))
	add(n.Digest(ctx, h.userID, h.spaceID, h.today()))
	return out
}

// G2 for what a day brings: what is settled between claim and send is not told.
func TestWhatIsSettledMeanwhileIsNotTold(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(h *house, ana, promise uuid.UUID)
		want   int
	}{
		"nothing changes": {func(*house, uuid.UUID, uuid.UUID) {}, 3},
		"the promise is kept": {func(h *house, _, p uuid.UUID) {
			h.put(rec(h.t, "promise", p, fields{"due": h.today(), "deliveredOn": h.today()}))
		}, 2},
		"the promise is moved":   {func(h *house, _, p uuid.UUID) { h.put(rec(h.t, "promise", p, fields{"due": h.dayAgo(-1)})) }, 2},
		"the promise is deleted": {func(h *house, _, p uuid.UUID) { h.deleted("promise", p) }, 2},
		"the person is deleted":  {func(h *house, ana, _ uuid.UUID) { h.deleted("contact", ana) }, 2}, // their promises stay
		"all kinds are switched off": {func(h *house, _, _ uuid.UUID) {
			h.set(atMidnight.with(fields{"muted/promise": true, "muted/date": true, "muted/digest": true}))
		}, 0},
		"it is another day for them":   {func(h *house, _, _ uuid.UUID) { h.set(otherDay(h)) }, 0},
		"they are no member any more":  {func(h *house, _, _ uuid.UUID) { h.exec(`delete from member`) }, 0},
		"a switch is off and on again": {func(h *house, _, _ uuid.UUID) { h.set(atMidnight.with(fields{"muted/date": false})) }, 3},
		"they were met, and it was noted": {func(h *house, ana, _ uuid.UUID) {
			h.make("note", fields{"at": h.today(), "contacts/" + ana.String(): true})
		}, 3},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			h.set(atMidnight)
			ana, promise := h.due()
			tt.change(h, ana, promise)
			if got := h.words(promise); len(got) != tt.want {
				t.Errorf("told %q", got)
			}
		})
	}
}

// otherDay is a setting in a zone in which it is not the day that it is in UTC.
func otherDay(h *house) fields {
	if h.now().Hour() < 11 {
		return atMidnight.with(fields{"zone": "Pacific/Pago_Pago"}) // eleven hours behind
	}
	return atMidnight.with(fields{"zone": "Pacific/Kiritimati"}) // fourteen ahead
}

func TestNoticesWaitForQuietHoursToEnd(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	now := h.now()
	from, to := now.Add(-time.Hour).Format("15:04"), now.Add(2*time.Hour).Truncate(time.Minute)
	h.set(atMidnight.with(fields{"quietFrom": from, "quietTo": to.Format("15:04")}))
	_, promise := h.due()
	n, ok, err := reminder.NewNotices(h.db).Promise(t.Context(), h.userID, h.spaceID, promise, h.today())
	if !ok || err != nil || !n.NotBefore.Equal(to) {
		t.Errorf("%+v, %t, %v; want it to wait until %v", n, ok, err, to)
	}
	at := h.ago(0)
	id := h.remind(fields{"at": at, "zone": "UTC"})
	h.step()
	if n, ok := h.notice(id, at); !ok || !n.NotBefore.Equal(to) {
		t.Errorf("%+v, %t", n, ok)
	}
}

func TestSchedulersShareTheDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set(atMidnight)
	h.due()
	h.yesterdayTold()
	told := &listener{}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{}).StepDays(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := told.all(); len(got) != 3 {
		t.Errorf("told %v", got)
	}
}

func TestADayWaitsUntilItCanBeHandedOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.set(atMidnight)
	h.due()
	h.yesterdayTold()
	told := &listener{broken: true}
	s := reminder.NewScheduler(h.db, told, reminder.SchedulerOptions{})
	if _, err := s.StepDays(t.Context()); err == nil {
		t.Fatal("it was handed on")
	}
	told.broken = false
	if _, err := s.StepDays(t.Context()); err != nil || len(told.all()) != 3 {
		t.Errorf("told %v, %v", told.all(), err)
	}
}

// The vectors once more, by what pushes leave in the database.
func TestTheProjectionAgreesWithTheVectors(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	projection := reminder.NewProjection()
	for _, v := range readCadenceVectors(t).Cases {
		if v.PromptedOn != "" {
			continue // the projection remembers that by itself
		}
		space := uuid.New()
		records := []record.Record{{ID: v.ContactID, Collection: "contact", Fields: v.Contact.flat(t)}}
		for id, circle := range v.Circles {
			records = append(records, record.Record{ID: uuid.MustParse(id), Collection: "circle", Fields: circle})
		}
		for _, r := range v.Records {
			rec := record.Record{ID: uuid.New(), Collection: r.Collection, Fields: r.Fields.flat(t, "contacts")}
			if r.Deleted {
				rec.DeletedAt = new(time.Now())
			}
			records = append(records, rec)
		}
		err := h.db.InTx(t.Context(), func(tx *postgres.DB) error { return projection.Project(t.Context(), tx, space, records) })
		if err != nil {
			t.Fatal(err)
		}
		got, touched, err := reminder.PaceOf(t.Context(), h.db, space, v.ContactID, v.Today)
		if err != nil {
			t.Fatal(err)
		}
		if got.Pace != v.Want.Pace || got.IdealOn != v.Want.IdealOn || got.LatestOn != v.Want.LatestOn ||
			touched.Last != v.Want.Last || touched.Unanswered != v.Want.Unanswered {
			t.Errorf("%s: got %+v %+v, want %+v", v.Name, got, touched, v.Want)
		}
	}
}

// A late entry, an edit, somebody taken off and a deletion count at once.
func TestCadenceFollowsEveryChange(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	ana := h.make("contact", fields{"fullName": "Ana", "cadenceDays": 14})
	raj := h.make("contact", fields{"fullName": "Raj", "cadenceDays": 14})
	both := fields{"at": h.dayAgo(40), "contacts/" + ana.String(): true, "contacts/" + raj.String(): map[string]any{"remark": "tired"}}
	lunch := h.make("interaction", both)
	last := func(who uuid.UUID) string {
		t.Helper()
		_, touched, err := reminder.PaceOf(t.Context(), h.db, h.spaceID, who, h.today())
		if err != nil {
			t.Fatal(err)
		}
		return touched.Last
	}
	check := func(what, wantAna, wantRaj string) {
		t.Helper()
		if a, r := last(ana), last(raj); a != wantAna || r != wantRaj {
			t.Errorf("%s: %s and %s, want %s and %s", what, a, r, wantAna, wantRaj)
		}
	}
	check("met together", h.dayAgo(40), h.dayAgo(40))
	note := h.make("note", fields{"at": h.dayAgo(9), "contacts/" + ana.String(): true})
	check("a late entry", h.dayAgo(9), h.dayAgo(40))
	h.put(rec(t, "interaction", lunch, both.with(fields{"at": h.dayAgo(3), "contacts/" + raj.String(): nil})))
	check("an edit of the day and of who took part", h.dayAgo(3), "")
	h.deleted("interaction", lunch)
	check("a deletion", h.dayAgo(9), "")
	h.deleted("note", note)
	check("the last is deleted", "", "")
}
