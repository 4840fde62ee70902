package record

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"tend/internal/collection"
)

// checkLimits holds the fields of a record to the limits that keep it small
// enough for a phone to read.
func checkLimits(fields map[string]json.RawMessage) *collection.Violation {
	if len(fields) > collection.MaxFields {
		return &collection.Violation{
			Rule:   collection.RuleFields,
			Detail: fmt.Sprintf("A record may have at most %d fields.", collection.MaxFields),
		}
	}
	// As many fields as a map may have members cannot have more of them.
	if len(fields) > collection.MaxMembers {
		if v := checkMembers(fields); v != nil {
			return v
		}
	}
	size := 2
	for name, value := range fields {
		size += len(name) + len(value) + len(`"":,`)
	}
	if size > collection.MaxRecordBytes {
		return &collection.Violation{Rule: collection.RuleSize, Detail: "A record may have at most 1 MiB."}
	}
	return nil
}

func checkMembers(fields map[string]json.RawMessage) *collection.Violation {
	members := map[string]int{}
	for path := range fields {
		name, _, isMember := strings.Cut(path, "/")
		if !isMember {
			continue
		}
		members[name]++
		if members[name] > collection.MaxMembers {
			return &collection.Violation{
				Field: name, Rule: collection.RuleMembers,
				Detail: fmt.Sprintf("%s may have at most %d members.", name, collection.MaxMembers),
			}
		}
	}
	return nil
}

// maxMarks bounds the marks of a record, which also has those of fields that
// were cleared: settled occurrences, tags taken off again.
const maxMarks = 2 * collection.MaxFields

// forgetOldMarks drops the oldest marks of cleared fields where there are too
// many. An edit that is older still, from a device that has been away all that
// time, could then set such a field again.
func (a *application) forgetOldMarks() {
	excess := len(a.marks) - maxMarks
	if excess <= 0 {
		return
	}
	var cleared []string
	for name := range a.marks {
		if _, ok := a.fields[name]; !ok && name != Existence {
			cleared = append(cleared, name)
		}
	}
	slices.SortFunc(cleared, func(x, y string) int {
		return cmp.Or(cmp.Compare(a.marks[x].Stamp, a.marks[y].Stamp), cmp.Compare(x, y))
	})
	for _, name := range cleared[:min(excess, len(cleared))] {
		delete(a.marks, name)
	}
}
