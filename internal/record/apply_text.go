package record

import (
	"encoding/json"
	"unicode/utf8"

	"tend/internal/collection"
)

// setTexts merges the text fields of the mutation.
func (a *application) setTexts() {
	for path, edit := range a.m.Text {
		a.edit(path, edit)
	}
}

// textAsField takes a text that came among the fields for an edit of the
// version that the whole mutation is based on. Null clears it.
func textAsField(value json.RawMessage, base int64) TextEdit {
	if isNull(value) {
		return TextEdit{Base: base}
	}
	return TextEdit{Base: base, Value: textOf(value), raw: value}
}

func (a *application) checkText(path string, edit TextEdit) *collection.Violation {
	if _, twice := a.m.Fields[path]; twice {
		return &collection.Violation{
			Field: path, Rule: collection.RuleKind, Detail: path + " comes among the fields and the texts.",
		}
	}
	v := violation(a.def.CheckText(path, edit.Value))
	if v == nil && edit.malformed {
		v = &collection.Violation{
			Field: path, Rule: collection.RuleCharacter,
			Detail: path + " holds a character that cannot be stored (half of a pair).",
		}
	}
	// Two long texts that were merged may be longer than the limit. Making them
	// shorter must be possible.
	if v != nil && v.Rule == collection.RuleTooLong && a.old != nil &&
		utf8.RuneCountInString(edit.Value) <= utf8.RuneCountInString(textOf(a.old.Fields[path])) {
		return nil
	}
	return v
}

// edit merges one text. Where the text is still the one that was edited, the new
// one takes its place; else both are merged over the text that was edited.
func (a *application) edit(path string, edit TextEdit) {
	mark, marked := a.marks[path]
	if !marked || a.unchangedSince(mark, edit) {
		a.storeText(path, edit, edit.Value, mark)
		return
	}
	now := textOf(a.fields[path])
	if now == edit.Value {
		a.storeText(path, edit, now, mark)
		return
	}
	base, known := a.baseText(path, edit, mark)
	if !known {
		if a.needBase == "" || path < a.needBase {
			a.needBase = path
		}
		return
	}
	merged, ok := MergeText(base, now, edit.Value)
	if !ok {
		a.out.Code, a.out.Field = CodeTextsKept, path
		a.out.Detail = "The texts are too long, or too unlike, to be merged: both were kept, one after the other."
	}
	a.storeText(path, edit, merged, mark)
}

// unchangedSince reports whether the record's text is the one that was edited.
func (a *application) unchangedSince(mark Mark, edit TextEdit) bool {
	return edit.BaseText == nil && edit.Base < a.env.Version && knew(mark, edit.Base, a.env.Device)
}

// baseText returns the text that was edited. It cannot be looked up by its
// version if the device edited words of its own that it had not seen merged.
func (a *application) baseText(path string, edit TextEdit, mark Mark) (string, bool) {
	switch {
	case edit.BaseText != nil:
		return *edit.BaseText, true
	case edit.Base >= a.env.Version || mark.Device == a.env.Device:
		return "", false
	case a.env.Own != nil && a.env.Own(path, edit.Base):
		return "", false
	case edit.Base == 0:
		return "", true
	case a.env.Base == nil:
		return "", false
	}
	return a.env.Base(path, edit.Base)
}

// storeText sets the text to what became of the edit.
func (a *application) storeText(path string, edit TextEdit, text string, before Mark) {
	mark := a.mark(max(a.stamp, before.Stamp))
	value := edit.raw
	if text != edit.Value {
		mark.Merged = true
		if a.out.Text == nil {
			a.out.Text = map[string]string{}
		}
		a.out.Text[path] = text
		a.out.Status = Merged
		value = nil
	}
	if value == nil {
		value = appendString(make([]byte, 0, len(text)+2), text)
	}
	a.store(path, value, mark)
}
