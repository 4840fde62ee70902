package record

import (
	"bytes"
	"cmp"
	"encoding/json"
	"reflect"
)

// sameValue reports whether two field values are equal, however they are
// written: Postgres gives JSON back with other white space and another order of
// members. A nil value is a cleared field, as null is.
func sameValue(a, b json.RawMessage) bool {
	if isNull(a) || isNull(b) {
		return isNull(a) && isNull(b)
	}
	if bytes.Equal(a, b) {
		return true
	}
	x, okX := decode(a)
	y, okY := decode(b)
	return okX && okY && reflect.DeepEqual(x, y)
}

func decode(value json.RawMessage) (any, bool) {
	var v any
	err := json.Unmarshal(value, &v)
	return v, err == nil
}

// compareValues orders the values of a field of the kind max: cleared, then
// numbers, then strings. Dates and wall times are written so that the order of
// their characters is that of time.
func compareValues(a, b json.RawMessage) int {
	x, y := rank(a), rank(b)
	if x.kind != y.kind {
		return cmp.Compare(x.kind, y.kind)
	}
	return cmp.Or(cmp.Compare(x.number, y.number), cmp.Compare(x.text, y.text))
}

type ranked struct {
	kind   int
	number float64
	text   string
}

func rank(value json.RawMessage) ranked {
	v, _ := decode(value)
	switch v := v.(type) {
	case float64:
		return ranked{kind: 1, number: v}
	case string:
		return ranked{kind: 2, text: v}
	}
	return ranked{}
}

// textOf returns the text that value holds, "" if it holds none.
func textOf(value json.RawMessage) string {
	r := reader{data: value}
	s, err := r.str()
	if err != nil {
		return ""
	}
	return s.text
}
