package main

import (
	"maps"

	"tend/internal/collection"

	"github.com/danielgtaylor/huma/v2"
)

// describeRecords puts the collections into the contract: the fields of each as
// <Name>Fields, and the line that a page has for a record as RecordLine.
//
// Schemas are added as they come from package collection, past Huma's own: it
// has no word for the members of maps, and it must not validate what the push
// is to park.
func describeRecords(contract *huma.OpenAPI) {
	schemas := contract.Components.Schemas.Map()
	for name, schema := range collection.Schemas() {
		schemas[name] = &huma.Schema{Extensions: maps.Clone(schema)}
	}
	const line = "RecordLine"
	schemas[line] = recordLine()

	page := contract.Paths["/sync/pull"]
	for _, op := range []*huma.Operation{page.Get, page.Post} {
		op.Description += " " + line + " says what a record's line is; the lines are not one JSON document."
		for _, content := range op.Responses["200"].Content {
			content.Extensions = map[string]any{"x-record-schema": map[string]any{"$ref": refTo(line)}}
		}
	}
	fields := schemas["PushMutation"].Properties["fields"]
	fields.Description += " Those of each collection are in the schema <Name>Fields; what it requires, only a new record must give."
}

func refTo(schema string) string { return "#/components/schemas/" + schema }

// recordLine is one of the collections that this edition knows, or another one.
func recordLine() *huma.Schema {
	line := &huma.Schema{Description: "A record as it is now, one line of a page. A deleted one has its fields for the 30 days that it is in the trash."}
	var known []any
	for _, d := range collection.All() {
		known = append(known, d.Name)
		line.OneOf = append(line.OneOf, lineOf(&huma.Schema{Type: huma.TypeString, Const: d.Name}, &huma.Schema{Ref: refTo(d.SchemaName())}))
	}
	another := &huma.Schema{Type: huma.TypeString, Not: &huma.Schema{Enum: known}, Description: "A collection of a newer client."}
	line.OneOf = append(line.OneOf, lineOf(another, &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}))
	return line
}

func lineOf(name, fields *huma.Schema) *huma.Schema {
	return &huma.Schema{
		Type: huma.TypeObject,
		Properties: map[string]*huma.Schema{
			"collection": name,
			"id":         {Type: huma.TypeString, Format: "uuid"},
			"version":    {Type: huma.TypeInteger, Format: "int64", Description: "Of its last change."},
			"deleted":    {Type: huma.TypeBoolean, Const: true},
			"fields":     fields,
		},
		Required: []string{"collection", "id", "version"},
	}
}
