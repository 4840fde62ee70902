package record_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"tend/internal/record"
)

// batch returns the JSON of n mutations that each create a note of about 500 bytes.
func batch(n int) [][]byte {
	r := rand.New(rand.NewPCG(1, 1))
	text := prose(r, 330, 500)
	mutations := make([][]byte, n)
	for i := range mutations {
		mutations[i] = fmt.Appendf(nil, `{"seq":%d,"mid":%q,"collection":"note","id":%q,"stamp":"0193a5b07c00%04x","base":0,"op":"put",`+
			`"fields":{"at":"2026-11-21","pinned":false,"contacts/%s":true},"text":{"body":{"base":0,"value":%q}}}`,
			i+1, uuid.New(), uuid.New(), i, uuid.New(), text)
	}
	return mutations
}

func decodeBatch(b *testing.B, data [][]byte) []record.Mutation {
	b.Helper()
	mutations := make([]record.Mutation, len(data))
	for i := range data {
		if err := mutations[i].UnmarshalJSON(data[i]); err != nil {
			b.Fatal(err)
		}
	}
	return mutations
}

var benchEnv = record.Env{Device: uuid.MustParse("0193a5b0-7c00-7000-8000-0000000000aa"), Version: 7, Now: time.Now()}

// BenchmarkDecode10k decodes ten thousand mutations of about 600 bytes.
func BenchmarkDecode10k(b *testing.B) {
	data := batch(10_000)
	b.SetBytes(int64(len(bytes.Join(data, nil))))
	b.ReportAllocs()
	for b.Loop() {
		decodeBatch(b, data)
	}
}

// BenchmarkApply10kNew applies ten thousand mutations that create records.
func BenchmarkApply10kNew(b *testing.B) {
	mutations := decodeBatch(b, batch(10_000))
	b.ReportAllocs()
	for b.Loop() {
		for i := range mutations {
			if next, out := record.Apply(nil, mutations[i], benchEnv); next == nil {
				b.Fatal(out)
			}
		}
	}
}

// BenchmarkApply10kMerge applies ten thousand mutations to records that another
// device has changed meanwhile, text and all.
func BenchmarkApply10kMerge(b *testing.B) {
	mutations := decodeBatch(b, batch(10_000))
	records := make([]*record.Record, len(mutations))
	theirs := benchEnv
	theirs.Device = uuid.MustParse("0193a5b0-7c00-7000-8000-0000000000bb")
	theirs.Version, theirs.Own = 9, func(string, int64) bool { return false }
	base := mutations[0].Text["body"].Value
	theirs.Base = func(string, int64) (string, bool) { return base, true }
	for i := range mutations {
		records[i], _ = record.Apply(nil, mutations[i], benchEnv)
		m := &mutations[i]
		m.Text = map[string]record.TextEdit{"body": {Base: 3, Value: "Ana: " + m.Text["body"].Value}}
		ours := *m
		ours.Text = map[string]record.TextEdit{"body": {Base: 7, Value: base + " Later."}}
		again := benchEnv
		again.Version = 8
		records[i], _ = record.Apply(records[i], ours, again)
		m.Base = 3
	}
	b.ReportAllocs()
	for b.Loop() {
		for i := range mutations {
			if _, out := record.Apply(records[i], mutations[i], theirs); out.Status != record.Merged {
				b.Fatal(out)
			}
		}
	}
}

// BenchmarkMarks10k writes and reads the marks of ten thousand records.
func BenchmarkMarks10k(b *testing.B) {
	mutations := decodeBatch(b, batch(1))
	r, _ := record.Apply(nil, mutations[0], benchEnv)
	b.ReportAllocs()
	for b.Loop() {
		for range 10_000 {
			if _, err := record.UnmarshalMarks(record.MarshalMarks(r.Marks)); err != nil {
				b.Fatal(err)
			}
		}
	}
}
