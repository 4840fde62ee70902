// Package collection is the one definition of what syncs.
//
// Each collection has a file of its own with a Go struct. The struct's fields
// are the fields on the wire, and their types and tags say everything there is
// to know of them: the type of the value, how two devices' changes of it are
// merged, its limits, and what it means. Validation on the server, the schemas
// of the OpenAPI document and the TypeScript types of the web app are all
// derived from these structs, so that no second truth can grow.
//
// Tags:
//
//	json        the name on the wire
//	sync        how it merges: "lww" (unless said), "text" or "max"; a Go map is a "map"
//	required    "true": a record cannot be created without it, nor can it be cleared
//	minLength, maxLength   of strings, in Unicode code points, as JSON Schema counts
//	minimum, maximum       of numbers
//	enum        the allowed values, separated by commas
//	key         what the keys of a map are: "name" (unless said), "id" or "occurrence"
//	orTrue      "true": a member of the map may be plain true instead of an object
//	doc         one or two sentences for whoever reads the contract
//
// A record on the wire is flat: a member of the map "emails" with the key "e1"
// is the field "emails/e1". Nothing is ever renamed or given another type; a
// field that is no longer used stays.
package collection
