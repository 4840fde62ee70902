package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"tend/internal/collection"
)

// Who writes a client finds in the contract what the server holds records to.
func TestTheContractNamesEveryFieldOfEveryCollection(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := writeOpenAPI(&out); err != nil {
		t.Fatal(err)
	}
	type object struct {
		Properties, PatternProperties map[string]json.RawMessage
		Required                      []string
		OneOf                         []json.RawMessage
	}
	var contract struct {
		Components struct{ Schemas map[string]object }
	}
	if err := json.Unmarshal(out.Bytes(), &contract); err != nil {
		t.Fatal(err)
	}
	schemas := contract.Components.Schemas
	for _, d := range collection.All() {
		schema, ok := schemas[d.SchemaName()]
		if !ok {
			t.Errorf("no %s", d.SchemaName())
			continue
		}
		for _, f := range d.Fields {
			_, whole := schema.Properties[f.Name]
			_, members := schema.PatternProperties["^"+f.Name+"/[^/]+$"]
			if !whole && !members {
				t.Errorf("%s does not name %s", d.SchemaName(), f.Name)
			}
		}
		if len(schema.Required) != len(d.Required()) {
			t.Errorf("%s requires %q, want %q", d.SchemaName(), schema.Required, d.Required())
		}
	}
	if got, want := len(schemas["RecordLine"].OneOf), len(collection.All())+1; got != want {
		t.Errorf("a line is one of %d kinds, want %d: each collection, and those of newer clients", got, want)
	}
	// Every reference leads somewhere.
	for part := range strings.SplitSeq(out.String(), `"$ref": "#/components/schemas/`) {
		if name, _, ok := strings.Cut(part, `"`); ok && !strings.HasPrefix(part, "{") {
			if _, ok := schemas[name]; !ok {
				t.Errorf("the contract refers to %s, which is not there", name)
			}
		}
	}
}

func TestTheCommittedContractIsUpToDate(t *testing.T) {
	t.Parallel()
	const path = "../webapp/src/lib/api/openapi.json"
	var want bytes.Buffer
	if err := writeOpenAPI(&want); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is stale: run `make generate`", path)
	}
}
