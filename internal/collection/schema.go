package collection

import "maps"

// Schemas returns the JSON Schema (2020-12, as in OpenAPI 3.1) of the fields of
// each collection's records, flat as on the wire, under names such as
// "ContactFields". Members of maps are patterns of properties, and further
// properties are allowed: those of newer clients.
func Schemas() map[string]map[string]any {
	schemas := make(map[string]map[string]any)
	for _, d := range All() {
		schemas[d.SchemaName()] = d.schema()
	}
	return schemas
}

// SchemaName returns the name under which [Schemas] has the fields of d.
func (d Definition) SchemaName() string { return d.typeName + "Fields" }

func (d Definition) schema() map[string]any {
	properties, patterns := map[string]any{}, map[string]any{}
	for i := range d.Fields {
		f := &d.Fields[i]
		s := valueSchema(f)
		if !f.Required {
			s = nullable(s)
		}
		if f.Doc != "" {
			s["description"] = f.Doc
		}
		s["x-tend-kind"] = string(f.Kind)
		if f.Kind == Map {
			patterns["^"+f.Name+"/[^/]+$"] = s
			continue
		}
		properties[f.Name] = s
	}
	schema := map[string]any{
		"type": "object", "description": d.Doc, "properties": properties,
		"additionalProperties": true, "maxProperties": MaxFields,
	}
	if len(patterns) > 0 {
		schema["patternProperties"] = patterns
	}
	if required := d.Required(); required != nil {
		schema["required"] = required
	}
	return schema
}

// nullable allows null, which clears the field.
func nullable(s map[string]any) map[string]any {
	if t, ok := s["type"].(string); ok && s["enum"] == nil {
		s["type"] = []string{t, "null"}
		return s
	}
	return map[string]any{"anyOf": []any{s, map[string]any{"type": "null"}}}
}

func valueSchema(f *Field) map[string]any {
	s := formSchema(f.Type)
	if f.MinLength > 0 {
		s["minLength"] = f.MinLength
	}
	if f.MaxLength > 0 {
		s["maxLength"] = f.MaxLength
	}
	if f.Bounded {
		s["minimum"], s["maximum"] = f.Minimum, f.Maximum
	}
	if f.Enum != nil {
		s["enum"] = f.Enum
	}
	if f.Type == Object {
		addMembers(s, f)
	}
	if f.OrTrue {
		return map[string]any{"anyOf": []any{s, map[string]any{"const": true}}}
	}
	return s
}

func addMembers(s map[string]any, f *Field) {
	properties := map[string]any{}
	var required []string
	for i := range f.Members {
		m := &f.Members[i]
		member := valueSchema(m)
		if m.Doc != "" {
			member["description"] = m.Doc
		}
		properties[m.Name] = member
		if m.Required {
			required = append(required, m.Name)
		}
	}
	s["properties"], s["additionalProperties"] = properties, true
	if required != nil {
		s["required"] = required
	}
}

// formSchema returns a new schema of the type alone.
func formSchema(t Type) map[string]any {
	const date = `\d{4}-\d{2}-\d{2}`
	s := map[string]any{"type": "string"}
	maps.Copy(s, map[Type]map[string]any{
		Integer:     {"type": "integer"},
		Number:      {"type": "number"},
		Boolean:     {"type": "boolean"},
		Object:      {"type": "object"},
		TypeDate:    {"format": "date"},
		TypePartial: {"pattern": `^(\d{4}|\d{4}-\d{2}|--\d{2}-\d{2}|` + date + `)$`},
		TypeWall:    {"pattern": `^` + date + `T\d{2}:\d{2}$`},
		TypeMoment:  {"pattern": `^` + date + `(T\d{2}:\d{2})?$`},
		TypeTime:    {"pattern": `^\d{2}:\d{2}$`},
		TypeRef:     {"format": "uuid"},
	}[t])
	return s
}
