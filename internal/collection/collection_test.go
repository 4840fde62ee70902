package collection_test

import (
	"bytes"
	"os"
	"testing"

	"tend/internal/collection"
)

// TestTheGeneratedTypesAreUpToDate fails when the committed file is not what
// the definitions say; TEND_GENERATE=1 writes it anew, as `tend collections` does.
func TestTheGeneratedTypesAreUpToDate(t *testing.T) {
	const path = "../../webapp/src/lib/api/collections.gen.ts"
	var want bytes.Buffer
	if err := collection.WriteTypeScript(&want); err != nil {
		t.Fatal(err)
	}
	if os.Getenv("TEND_GENERATE") == "1" {
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is stale: run `make generate`", path)
	}
}
