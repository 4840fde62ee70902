package sync

import "github.com/google/uuid"

// The types below describe request bodies in the OpenAPI document. They decode
// nothing: DecodeBatch and DecodePull do, and a test holds the two together.

// pushRequest is the body of a push.
type pushRequest struct {
	Space     uuid.UUID      `json:"space" format:"uuid"`
	Device    uuid.UUID      `json:"device" format:"uuid" doc:"A UUID that the browser profile made for itself, once."`
	Epoch     uuid.UUID      `json:"epoch" format:"uuid" doc:"Of the space, as the device knows it."`
	Schema    int            `json:"schema" minimum:"1" doc:"Edition of the collections that the device knows."`
	Mutations []pushMutation `json:"mutations" maxItems:"500" nullable:"false" doc:"In the order of seq, without a gap."`
}

// pushMutation is one mutation of a push.
type pushMutation struct {
	Seq        int64               `json:"seq" minimum:"1" doc:"The mutation's place among those of the device in this space, from 1."`
	MID        uuid.UUID           `json:"mid" format:"uuid" doc:"The mutation's identity, a UUIDv7."`
	Collection string              `json:"collection" example:"note"`
	ID         uuid.UUID           `json:"id" format:"uuid" doc:"Of the record, a UUIDv7 made on the device."`
	Stamp      string              `json:"stamp" pattern:"^[0-9a-f]{16}$" doc:"Hybrid logical clock: 12 digits of Unix milliseconds, 4 of a counter."`
	Base       int64               `json:"base,omitempty" minimum:"0" doc:"The version of the record that was changed; 0 for a new one."`
	Op         string              `json:"op" enum:"put,delete,restore"`
	Fields     map[string]any      `json:"fields,omitempty" doc:"Fields by name, members of maps as map/key; null clears."`
	Text       map[string]pushText `json:"text,omitempty" doc:"New values of text fields."`
	Epoch      uuid.UUID           `json:"epoch,omitempty" format:"uuid" doc:"The epoch that the bases are versions of, if not that of the push: for what was made before the space was restored."`
}

// pushText is the new value of a text field.
type pushText struct {
	Base     int64  `json:"base,omitempty" minimum:"0" doc:"The version whose text was edited; that of the mutation if left out."`
	Value    string `json:"value" doc:"The whole new text."`
	BaseText string `json:"baseText,omitempty" doc:"The text that was edited, after needBase."`
}

// pullRequest is the body of a pull.
type pullRequest struct {
	Device   uuid.UUID    `json:"device" format:"uuid" doc:"The device that asks; it is registered."`
	Schema   int          `json:"schema" minimum:"1" doc:"Edition of the collections that the device knows."`
	Cursors  []pullCursor `json:"cursors" maxItems:"64" nullable:"false"`
	MaxBytes int          `json:"maxBytes,omitempty" minimum:"0" doc:"About how much to answer, before compression; 1 MiB if left out."`
}

// pullCursor is how far a device has pulled a space.
type pullCursor struct {
	Space uuid.UUID `json:"space" format:"uuid"`
	Epoch uuid.UUID `json:"epoch,omitempty" format:"uuid" doc:"The epoch that since belongs to; may be left out with since 0."`
	Since int64     `json:"since" minimum:"0" doc:"The newest version that the device has; 0 to begin."`
	Phase string    `json:"phase,omitempty" enum:"early,rest" doc:"A part of a first sync, with since 0. After both, pull from the head of the first page's header."`
	After uuid.UUID `json:"after,omitempty" format:"uuid" doc:"The one in the terminator of the phase's page before."`
	Floor int64     `json:"floor,omitempty" minimum:"0" doc:"The floor in the header of the page that began at 0, if it had one. It lets a long first pull go on."`
}
