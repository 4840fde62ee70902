package record

import (
	"bytes"
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/google/uuid"
)

// Marks are stored as one JSON object that names each mark once and lists its
// fields: most records were written in one or two goes, and so have one or two
// marks, however many fields.
//
//	{"0193a5b07c000001 0193…-device 9001": ["emails/e1", "fullName"]}
//
// A text that was merged has " m" after the version.

type markGroup struct {
	mark  Mark
	names []string
}

// MarshalMarks returns the stored form of marks, the same for equal marks.
func MarshalMarks(marks map[string]Mark) []byte {
	var groups []markGroup
	for name, mark := range marks {
		i := slices.IndexFunc(groups, func(g markGroup) bool { return g.mark == mark })
		if i < 0 {
			i = len(groups)
			groups = append(groups, markGroup{mark: mark, names: make([]string, 0, len(marks))})
		}
		groups[i].names = append(groups[i].names, name)
	}
	slices.SortFunc(groups, func(a, b markGroup) int { return compareMarks(a.mark, b.mark) })
	b := append(make([]byte, 0, 64*len(groups)+24*len(marks)+2), '{')
	for i, g := range groups {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendGroup(b, g)
	}
	return append(b, '}')
}

func compareMarks(a, b Mark) int {
	merged := 0
	if a.Merged != b.Merged {
		merged = 1
		if b.Merged {
			merged = -1
		}
	}
	return cmp.Or(cmp.Compare(a.Version, b.Version), cmp.Compare(a.Stamp, b.Stamp),
		bytes.Compare(a.Device[:], b.Device[:]), merged)
}

func appendGroup(b []byte, g markGroup) []byte {
	b = append(b, '"')
	b = g.mark.Stamp.appendHex(b)
	b = append(b, ' ')
	b = append(b, g.mark.Device.String()...)
	b = append(b, ' ')
	b = strconv.AppendInt(b, g.mark.Version, 10)
	if g.mark.Merged {
		b = append(b, " m"...)
	}
	b = append(b, `":[`...)
	slices.Sort(g.names)
	for i, name := range g.names {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, name)
	}
	return append(b, ']')
}

var errMarks = errors.New("marks are not in their stored form")

// UnmarshalMarks reads what MarshalMarks wrote, also after Postgres has changed
// the white space and the order of its members.
func UnmarshalMarks(data []byte) (map[string]Mark, error) {
	marks := make(map[string]Mark, 8)
	r := reader{data: data}
	err := r.object(func(key []byte) error {
		mark, err := parseMark(string(key))
		if err != nil {
			return err
		}
		return r.array(func() error {
			name, err := r.str()
			if err != nil {
				return err
			}
			marks[name.text] = mark
			return nil
		})
	})
	if err != nil || !r.atEnd() {
		return nil, errMarks
	}
	return marks, nil
}

func parseMark(key string) (Mark, error) {
	const stampEnd, deviceEnd = 16, 16 + 1 + 36
	if len(key) < deviceEnd+2 || key[stampEnd] != ' ' || key[deviceEnd] != ' ' {
		return Mark{}, errMarks
	}
	var m Mark
	if err := m.Stamp.UnmarshalText([]byte(key[:stampEnd])); err != nil {
		return Mark{}, errMarks
	}
	device, err := uuid.Parse(key[stampEnd+1 : deviceEnd])
	if err != nil {
		return Mark{}, errMarks
	}
	version := key[deviceEnd+1:]
	if v, ok := cutMerged(version); ok {
		version, m.Merged = v, true
	}
	m.Device = device
	m.Version, err = strconv.ParseInt(version, 10, 64)
	if err != nil {
		return Mark{}, errMarks
	}
	return m, nil
}

func cutMerged(version string) (string, bool) {
	if n := len(version) - 2; n > 0 && version[n:] == " m" {
		return version[:n], true
	}
	return version, false
}
