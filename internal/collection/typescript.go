package collection

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// WriteTypeScript writes the collections as TypeScript: a type of each, the
// types of their patches, and a table of the fields at run time. The table is a
// constant of its own, so that a bundle that does not use it does not hold it.
func WriteTypeScript(w io.Writer) error {
	ts := typeScript{w: bufio.NewWriter(w)}
	ts.print("// Generated from the package collection by `tend collections`. Do not edit.\n\n")
	ts.doc("", "The edition of the collections that this code knows.")
	ts.print("export const schemaVersion = %d;\n\n", SchemaVersion())
	ts.doc("", "The id of the one setting record that each space has.")
	ts.print("export const settingId = '%s';\n", SettingID)
	ts.aliases()
	ts.objects()
	for _, d := range All() {
		ts.record(d)
	}
	ts.index()
	ts.rules()
	ts.table()
	return ts.w.Flush()
}

// typeScript writes; the buffered writer keeps the first error until Flush.
type typeScript struct{ w *bufio.Writer }

func (ts typeScript) print(format string, args ...any) { _, _ = fmt.Fprintf(ts.w, format, args...) }

func (ts typeScript) doc(indent, text string) {
	if text != "" {
		ts.print("%s/** %s */\n", indent, strings.ReplaceAll(text, "*/", "*\\/"))
	}
}

// aliases names the forms of string, so that a signature says which is meant.
func (ts typeScript) aliases() {
	for _, a := range []struct{ name, doc string }{
		{"LocalDate", "A day that exists, `YYYY-MM-DD`."},
		{"PartialDate", "A date of which not everything need be known: `YYYY`, `YYYY-MM`, `--MM-DD` or `YYYY-MM-DD`."},
		{"DateOrTime", "A date, or what a clock on a wall shows: `YYYY-MM-DDTHH:MM`."},
		{"TimeOfDay", "`HH:MM`."},
		{"Zone", "The IANA name of a time zone."},
		{"Ref", "The id of another record of the same space; that record may be missing."},
	} {
		ts.print("\n")
		ts.doc("", a.doc)
		ts.print("export type %s = string;\n", a.name)
	}
}

// objects writes the types of the values that are objects, each once.
func (ts typeScript) objects() {
	seen := map[string]bool{}
	for _, d := range All() {
		for _, f := range d.Fields {
			if f.ObjectName == "" || seen[f.ObjectName] {
				continue
			}
			seen[f.ObjectName] = true
			ts.print("\nexport interface %s {\n", f.ObjectName)
			for _, m := range f.Members {
				ts.doc("\t", m.Doc)
				ts.print("\treadonly %s?: %s;\n", m.Name, valueType(m))
			}
			ts.print("}\n")
		}
	}
}

// record writes the nested type of a collection and the flat one of its patch.
func (ts typeScript) record(d Definition) {
	ts.print("\n")
	ts.doc("", d.Doc)
	ts.print("export interface %s {\n", d.typeName)
	for _, f := range d.Fields {
		ts.doc("\t", f.Doc)
		ts.print("\treadonly %s%s: %s;\n", f.Name, optional(!f.Required), fieldType(f))
	}
	ts.print("}\n\n")
	ts.doc("", fmt.Sprintf("A change of one %s: the fields that change, `null` to clear one.", d.Name))
	ts.print("export interface %sPatch {\n", d.typeName)
	for _, f := range d.Fields {
		switch {
		case f.Kind == Map:
			ts.print("\treadonly [member: `%s/${string}`]: %s | null;\n", f.Name, valueType(f))
		case f.Required:
			ts.print("\treadonly %s?: %s;\n", f.Name, valueType(f))
		default:
			ts.print("\treadonly %s?: %s | null;\n", f.Name, valueType(f))
		}
	}
	ts.print("}\n")
}

// index writes the types that map a collection's name to its types.
func (ts typeScript) index() {
	ts.print("\n")
	ts.doc("", "The type of each collection's records.")
	ts.print("export interface Collections {\n")
	for _, d := range All() {
		ts.print("\t%s: %s;\n", d.Name, d.typeName)
	}
	ts.print("}\n\nexport type CollectionName = keyof Collections;\n\n")
	ts.doc("", "The type of each collection's patches.")
	ts.print("export interface Patches {\n")
	for _, d := range All() {
		ts.print("\t%s: %sPatch;\n", d.Name, d.typeName)
	}
	ts.print("}\n\n")
	ts.doc("", "A flat change: a field by its name, a member of a map as `emails/<id>`, `null` to clear.")
	ts.print("export type Patch<C extends CollectionName = CollectionName> = Patches[C];\n")
}

// rules writes the type of an entry of the table.
func (ts typeScript) rules() {
	ts.print(`
/** How a value is written, and its limits. Lengths are in code points. */
export interface ValueRule {
	readonly type:
		| 'string'
		| 'integer'
		| 'number'
		| 'boolean'
		| 'date'
		| 'partial-date'
		| 'wall-time'
		| 'date-or-time'
		| 'time-of-day'
		| 'zone'
		| 'ref'
		| 'object';
	readonly minLength?: number;
	readonly maxLength?: number;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly enum?: readonly string[];
	readonly members?: Readonly<Record<string, ValueRule>>;
}

/** What holds for one field. For a map, the rule of its members. */
export interface FieldRule extends ValueRule {
	/** How two devices' changes become one value. */
	readonly kind: 'lww' | 'text' | 'map' | 'max';
	/** A record cannot be created without it, nor can it be cleared. */
	readonly required?: true;
	/** What the keys of a map are: any name, the id of a record, or a date or wall time. */
	readonly key?: 'name' | 'id' | 'occurrence';
	/** A member may be plain ` + "`true`" + ` instead of an object. */
	readonly orTrue?: true;
}
`)
}

// table writes the rules of all fields. A rule that several fields share is
// written once, which keeps the bundle small.
func (ts typeScript) table() {
	shared := sharedRules()
	ts.print("\n")
	for i, rule := range shared {
		ts.print("const %s = %s as const;\n", ruleName(i), rule)
	}
	ts.print("\n")
	ts.doc("", "What holds for each field of each collection.")
	ts.print("export const collections = {\n")
	for i, d := range All() {
		ts.print("\t%s: {\n", d.Name)
		for j, f := range d.Fields {
			rule := fieldRule(f)
			if k := slices.Index(shared, rule); k >= 0 {
				rule = ruleName(k)
			}
			ts.print("\t\t%s: %s%s\n", f.Name, rule, comma(j, len(d.Fields)))
		}
		ts.print("\t}%s\n", comma(i, len(All())))
	}
	ts.print("} as const satisfies Record<CollectionName, Record<string, FieldRule>>;\n")
}

func ruleName(i int) string { return "rule" + strconv.Itoa(i+1) }

// sharedRules returns the rules of more than one field, in order of appearance.
func sharedRules() []string {
	var shared []string
	seen := map[string]int{}
	for _, d := range All() {
		for _, f := range d.Fields {
			rule := fieldRule(f)
			seen[rule]++
			if seen[rule] == 2 {
				shared = append(shared, rule)
			}
		}
	}
	return shared
}

func fieldRule(f Field) string {
	parts := []string{"kind: '" + string(f.Kind) + "'"}
	parts = append(parts, valueRule(f)...)
	if f.Required {
		parts = append(parts, "required: true")
	}
	if f.Kind == Map {
		parts = append(parts, "key: '"+string(f.Key)+"'")
	}
	if f.OrTrue {
		parts = append(parts, "orTrue: true")
	}
	return "{ " + strings.Join(parts, ", ") + " }"
}

func valueRule(f Field) []string {
	parts := []string{"type: '" + string(f.Type) + "'"}
	if f.MinLength > 0 {
		parts = append(parts, "minLength: "+strconv.Itoa(f.MinLength))
	}
	if f.MaxLength > 0 {
		parts = append(parts, "maxLength: "+strconv.Itoa(f.MaxLength))
	}
	if f.Bounded {
		parts = append(parts, "minimum: "+decimal(f.Minimum), "maximum: "+decimal(f.Maximum))
	}
	if f.Enum != nil {
		parts = append(parts, "enum: ["+quoted(f.Enum, ", ")+"]")
	}
	if f.Members != nil {
		members := make([]string, 0, len(f.Members))
		for _, m := range f.Members {
			members = append(members, m.Name+": { "+strings.Join(valueRule(m), ", ")+" }")
		}
		parts = append(parts, "members: { "+strings.Join(members, ", ")+" }")
	}
	return parts
}

func decimal(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// fieldType is the type of the field in the nested form.
func fieldType(f Field) string {
	if f.Kind == Map {
		return "Readonly<Record<string, " + valueType(f) + ">>"
	}
	return valueType(f)
}

// valueType is the type of one value: the field's, or that of a map's member.
func valueType(f Field) string {
	t := plainType(f)
	if f.OrTrue {
		t += " | true"
	}
	return t
}

func plainType(f Field) string {
	switch f.Type {
	case Integer, Number:
		return "number"
	case Boolean:
		return "boolean"
	case TypeDate:
		return "LocalDate"
	case TypePartial:
		return "PartialDate"
	case TypeMoment, TypeWall:
		return "DateOrTime"
	case TypeTime:
		return "TimeOfDay"
	case TypeZone:
		return "Zone"
	case TypeRef:
		return "Ref"
	case Object:
		return f.ObjectName
	case String:
		if f.Enum != nil {
			return quoted(f.Enum, " | ")
		}
	}
	return "string"
}

func quoted(values []string, separator string) string {
	return "'" + strings.Join(values, "'"+separator+"'") + "'"
}

func optional(yes bool) string {
	if yes {
		return "?"
	}
	return ""
}

func comma(i, n int) string {
	if i < n-1 {
		return ","
	}
	return ""
}
