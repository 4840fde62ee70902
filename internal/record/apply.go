package record

import (
	"encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/google/uuid"

	"tend/internal/collection"
)

// Apply returns current as m leaves it, and what became of m. It changes
// neither of its arguments; the result may share memory with both. It returns a
// nil record if the record stays as it is: m was parked, superseded, or needs
// its base. A nil current means that the space has no such record.
//
// A field goes to the newer stamp, ties to the greater device. But an edit whose
// base shows that the device had seen the record's value goes before it, whatever
// the clocks say, and so does a later mutation of the same device. Text is
// merged, never overwritten.
func Apply(current *Record, m Mutation, env Env) (*Record, Outcome) {
	d, _ := collection.Lookup(m.Collection)
	if v := examine(current, &m); v != nil {
		return nil, parked(v)
	}
	a := application{def: d, m: &m, env: &env, stamp: m.Stamp.Clamp(env.Now), old: current, base: m.Base}
	a.out.Status = OK
	// A base from the future belongs to another history of the space, one before
	// a restored backup: it says nothing of what the device has seen of this one.
	if a.base >= env.Version {
		a.base = 0
	}
	switch m.Op {
	case Delete:
		return a.delete()
	case Restore:
		if current == nil {
			return nil, parked(&collection.Violation{Rule: CodeUnknown, Detail: "There is no such record to restore."})
		}
		return a.put()
	default:
		return a.put()
	}
}

// examine finds what makes m impossible, whatever the record holds.
func examine(current *Record, m *Mutation) *collection.Violation {
	if m.Malformed != nil {
		return m.Malformed
	}
	if current != nil && current.Collection != m.Collection {
		return &collection.Violation{
			Field: "collection", Rule: CodeCollection,
			Detail: "The record is one of " + current.Collection + ", not of " + m.Collection + ".",
		}
	}
	if v := violation(collection.CheckName(m.Collection)); v != nil {
		return v
	}
	switch m.Op {
	case Put, Restore:
		return nil
	case Delete:
		if len(m.Fields) == 0 && len(m.Text) == 0 {
			return nil
		}
		return &collection.Violation{Field: "op", Rule: CodeOp, Detail: "A delete carries no fields."}
	}
	return &collection.Violation{Field: "op", Rule: CodeOp, Detail: "op must be put, delete or restore."}
}

// violation gives the errors of package collection their type back.
func violation(err error) *collection.Violation {
	if err == nil {
		return nil
	}
	v, _ := errors.AsType[*collection.Violation](err)
	return v
}

func parked(v *collection.Violation) Outcome {
	return Outcome{Status: Parked, Code: v.Rule, Field: v.Field, Detail: v.Detail}
}

// application is one run of Apply.
type application struct {
	def   collection.Definition
	m     *Mutation
	env   *Env
	stamp Stamp // of the mutation, clamped
	base  int64 // of the mutation, 0 if it cannot be one of this history
	old   *Record

	fields   map[string]json.RawMessage // of the result
	marks    map[string]Mark            // of the result
	needBase string                     // a field whose base text is not known
	out      Outcome
}

// result returns the record with the fields and marks as they are now.
func (a *application) result(deletedAt *time.Time) *Record {
	return &Record{
		ID: a.m.ID, Collection: a.m.Collection, Version: a.env.Version, DeletedAt: deletedAt,
		Fields: a.fields, Marks: a.marks, ByDevice: a.env.Device,
	}
}

func (a *application) mark(stamp Stamp) Mark {
	return Mark{Stamp: stamp, Device: a.env.Device, Version: a.env.Version}
}

// knew reports whether the device had seen the value that mark stands for.
func (a *application) knew(mark Mark) bool { return knew(mark, a.base, a.env.Device) }

func knew(mark Mark, base int64, device uuid.UUID) bool {
	return base >= mark.Version || (mark.Device == device && !mark.Merged)
}

// delete moves the record to the trash, unless another device has changed it
// meanwhile: content goes before its removal.
func (a *application) delete() (*Record, Outcome) {
	a.fields, a.marks = map[string]json.RawMessage{}, map[string]Mark{}
	now := a.env.Now
	deletedAt := &now
	if a.old != nil {
		a.fields, a.marks = a.old.Fields, maps.Clone(a.old.Marks)
		if a.old.DeletedAt != nil {
			deletedAt = a.old.DeletedAt
		} else if a.changedMeanwhile() {
			return nil, Outcome{Status: Superseded}
		}
	}
	if a.marks == nil {
		a.marks = map[string]Mark{}
	}
	a.marks[Existence] = a.mark(max(a.stamp, a.marks[Existence].Stamp))
	return a.result(deletedAt), a.out
}

func (a *application) changedMeanwhile() bool {
	for _, mark := range a.old.Marks {
		if !a.knew(mark) {
			return true
		}
	}
	return false
}

// put sets fields, and creates or revives the record where it must.
func (a *application) put() (*Record, Outcome) {
	deletedAt, appears := a.existence()
	a.begin()
	if v := a.checkContent(); v != nil {
		return nil, parked(v)
	}
	a.setFields()
	a.setTexts()
	if a.needBase != "" {
		return nil, Outcome{
			Status: NeedBase, Field: a.needBase,
			Detail: "The text that was edited is not known here: send it along as baseText.",
		}
	}
	if appears {
		a.marks[Existence] = a.mark(a.stamp)
	}
	if v := a.checkRecord(appears || a.old == nil); v != nil {
		return nil, parked(v)
	}
	return a.result(deletedAt), a.out
}

// existence returns when the record counts as deleted after the put, and
// whether the put takes it out of the trash.
func (a *application) existence() (deletedAt *time.Time, appears bool) {
	if a.old == nil || a.old.DeletedAt == nil {
		return nil, false
	}
	// Who edits a record in the trash, knowing that it is there, leaves it there.
	if a.m.Op == Put && a.knew(a.old.Marks[Existence]) {
		return a.old.DeletedAt, false
	}
	return nil, true
}

// begin makes the maps of the result.
func (a *application) begin() {
	if a.old != nil {
		a.fields, a.marks = maps.Clone(a.old.Fields), maps.Clone(a.old.Marks)
	}
	size := len(a.m.Fields) + len(a.m.Text)
	if a.fields == nil {
		a.fields = make(map[string]json.RawMessage, size)
	}
	if a.marks == nil {
		a.marks = make(map[string]Mark, size)
	}
}

// checkContent checks all that the mutation sets. Of several violations it
// returns the one of the first field by name, so that the answer to the same
// mutation is always the same.
func (a *application) checkContent() *collection.Violation {
	var first *collection.Violation
	note := func(v *collection.Violation) {
		if v != nil && (first == nil || v.Field < first.Field) {
			first = v
		}
	}
	for path, value := range a.m.Fields {
		note(violation(a.def.Check(path, value)))
	}
	for path, edit := range a.m.Text {
		note(a.checkText(path, edit))
	}
	return first
}

func (a *application) setFields() {
	for path, value := range a.m.Fields {
		switch a.def.Kind(path) {
		case collection.Text:
			a.edit(path, textAsField(value, a.m.Base))
		case collection.Max:
			a.raise(path, value)
		default:
			a.set(path, value)
		}
	}
}

func isNull(value json.RawMessage) bool { return value == nil || string(value) == "null" }

// set merges a field of the kind lww, or a member of a map.
func (a *application) set(path string, value json.RawMessage) {
	mark, marked := a.marks[path]
	if !marked {
		a.store(path, value, a.mark(a.stamp))
		return
	}
	if !a.knew(mark) {
		if a.older(mark) {
			a.lose(path, value, a.fields[path], Merged)
			return
		}
		a.lose(path, a.fields[path], value, OK)
	}
	a.store(path, value, a.mark(max(a.stamp, mark.Stamp)))
}

// older reports whether the mutation is older than what mark stands for.
func (a *application) older(mark Mark) bool {
	if a.stamp != mark.Stamp {
		return a.stamp.Before(mark.Stamp)
	}
	return lessUUID(a.env.Device, mark.Device)
}

func lessUUID(a, b uuid.UUID) bool { return string(a[:]) < string(b[:]) }

func (a *application) store(path string, value json.RawMessage, mark Mark) {
	a.marks[path] = mark
	if isNull(value) {
		delete(a.fields, path)
		return
	}
	a.fields[path] = value
}

// lose notes that loser does not show because of winner, unless they are equal.
func (a *application) lose(path string, loser, winner json.RawMessage, status Status) {
	if sameValue(loser, winner) {
		return
	}
	if a.out.Lost == nil {
		a.out.Lost = map[string]json.RawMessage{}
	}
	if loser == nil {
		loser = json.RawMessage("null")
	}
	a.out.Lost[path] = loser
	if status == Merged {
		a.out.Status = Merged
	}
}

// raise merges a field of the kind max: the greater value stays.
func (a *application) raise(path string, value json.RawMessage) {
	now, mark := a.fields[path], a.marks[path]
	if compareValues(value, now) < 0 {
		a.lose(path, value, now, Merged)
		return
	}
	a.store(path, value, a.mark(max(a.stamp, mark.Stamp)))
}

// checkRecord holds the whole record to its limits. Only what creates or
// revives a record must give the required fields: they cannot be cleared later.
func (a *application) checkRecord(appears bool) *collection.Violation {
	if appears {
		for _, name := range a.def.Required() {
			if _, ok := a.fields[name]; !ok {
				return &collection.Violation{
					Field: name, Rule: collection.RuleRequired, Detail: "A " + a.def.Name + " needs " + name + ".",
				}
			}
		}
	}
	a.forgetOldMarks()
	return checkLimits(a.fields)
}
