package sync

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"

	"tend/internal/fault"
	"tend/internal/record"
)

// Bounds of one push. A client with more to say splits it.
const (
	MaxMutations  = 500
	MaxBatchBytes = 1 << 20 // of JSON, after decompression
)

// Batch is what one push carries: mutations of one device to one space, in the
// order of their seq and without a gap.
type Batch struct {
	Space     uuid.UUID
	Device    uuid.UUID
	Epoch     uuid.UUID // of the space, as the device knows it
	Schema    int       // edition of the collections that the device knows
	Mutations []Mutation
}

// Mutation is one change as a device sent it. Go code that has no JSON at hand
// fills in the embedded mutation.
type Mutation struct {
	record.Mutation

	raw json.RawMessage // as it stood in the batch; nil if it never was JSON
}

// Ack says what became of one mutation.
type Ack struct {
	Seq     int64         `json:"seq"`
	Version int64         `json:"version" doc:"The place of the mutation in the space's order; 0 with needBase, which has none yet."`
	Status  record.Status `json:"status" enum:"ok,duplicate,merged,superseded,parked,needBase"`
	Code    string        `json:"code,omitempty" example:"required" doc:"Why it was parked; stable."`
	Field   string        `json:"field,omitempty" example:"fullName" doc:"The field that it was parked for, or whose base text is needed."`
	Detail  string        `json:"detail,omitempty" doc:"Why it was parked, in one sentence for the user."`
}

// Result answers a push.
type Result struct {
	Acks    []Ack     `json:"acks" nullable:"false" doc:"In the order of seq. Shorter than the batch after a needBase: send the rest again, from there."`
	LastSeq int64     `json:"lastSeq" doc:"All mutations of this device up to here are settled."`
	Head    int64     `json:"head" doc:"The newest version of the space."`
	Safe    int64     `json:"safe" doc:"Versions up to here are in a backup; keep what was sent above it."`
	Epoch   uuid.UUID `json:"epoch" format:"uuid"`
	Now     time.Time `json:"now" doc:"The server's clock, for correcting one's own."`
}

// The faults of a push and a pull. The conflicts are part of the protocol: each
// tells the client what to do next, and none loses anything.
var (
	errNotMember = fault.New(fault.Forbidden, "not-a-member",
		"You are not a member of this space, or not any more. Your changes are kept on this device.")
	errForked = fault.New(fault.Conflict, "device-forked",
		"This browser profile was copied. It goes on under a new device id; nothing is lost.")
	errEpoch = fault.New(fault.Conflict, "epoch-changed",
		"The space was restored from a backup. Pull first, then send what it lacks.")
	errGap = fault.New(fault.Conflict, "seq-gap",
		"Changes that come before these have not arrived.")
	errTooMany = fault.New(fault.TooLarge, "batch-too-large",
		"A push carries at most %d changes and 1 MiB.", MaxMutations)
	errOutdated = fault.New(fault.Outdated, "client-outdated",
		"This version of the app is too old to receive changes. Its own changes are still taken; reload to update it.")
)
