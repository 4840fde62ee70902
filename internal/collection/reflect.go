package collection

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// describe derives a definition from the struct T. A tag that makes no sense is
// a mistake of the programmer and panics on first use, in every test.
func describe[T any](zones *zoneCache, name, doc string) Definition {
	t := reflect.TypeFor[T]()
	d := Definition{Name: name, Doc: doc, Fields: fieldsOf(t), typeName: t.Name(), zones: zones}
	d.index = make(map[string]*Field, len(d.Fields))
	for i := range d.Fields {
		d.index[d.Fields[i].Name] = &d.Fields[i]
	}
	return d
}

func fieldsOf(t reflect.Type) []Field {
	var fields []Field
	for _, sf := range reflect.VisibleFields(t) {
		if sf.Anonymous {
			continue
		}
		fields = append(fields, fieldOf(sf))
	}
	return fields
}

func fieldOf(sf reflect.StructField) Field {
	f := Field{
		Name:      sf.Tag.Get("json"),
		Kind:      Kind(sf.Tag.Get("sync")),
		Required:  sf.Tag.Get("required") == "true",
		OrTrue:    sf.Tag.Get("orTrue") == "true",
		Doc:       sf.Tag.Get("doc"),
		MinLength: int(number(sf, "minLength")),
		MaxLength: int(number(sf, "maxLength")),
		Minimum:   number(sf, "minimum"),
		Maximum:   number(sf, "maximum"),
	}
	_, f.Bounded = sf.Tag.Lookup("maximum")
	if f.Kind == "" {
		f.Kind = LWW
	}
	if enum := sf.Tag.Get("enum"); enum != "" {
		f.Enum = strings.Split(enum, ",")
	}
	t := sf.Type
	if t.Kind() == reflect.Map {
		f.Kind, f.Key, t = Map, KeyForm(sf.Tag.Get("key")), t.Elem()
		if f.Key == "" {
			f.Key = NameKey
		}
	}
	setType(&f, t)
	if f.Type == String && f.MaxLength == 0 && f.Enum == nil {
		panic(fmt.Sprintf("collection: field %s needs a maxLength", sf.Name))
	}
	return f
}

// setType gives f the wire type of the Go type t.
func setType(f *Field, t reflect.Type) {
	switch t {
	case reflect.TypeFor[Date]():
		f.Type = TypeDate
	case reflect.TypeFor[PartialDate]():
		f.Type = TypePartial
	case reflect.TypeFor[WallTime]():
		f.Type = TypeWall
	case reflect.TypeFor[DateOrTime]():
		f.Type = TypeMoment
	case reflect.TypeFor[TimeOfDay]():
		f.Type = TypeTime
	case reflect.TypeFor[Zone]():
		f.Type = TypeZone
	case reflect.TypeFor[Ref]():
		f.Type = TypeRef
	default:
		setPlainType(f, t)
	}
}

func setPlainType(f *Field, t reflect.Type) {
	switch t.Kind() {
	case reflect.String:
		f.Type = String
	case reflect.Bool:
		f.Type = Boolean
	case reflect.Int:
		f.Type = Integer
	case reflect.Float64:
		f.Type = Number
	case reflect.Struct:
		f.Type, f.ObjectName, f.Members = Object, t.Name(), fieldsOf(t)
	default:
		panic(fmt.Sprintf("collection: field %s has a type that has no form on the wire: %s", f.Name, t))
	}
}

func number(sf reflect.StructField, tag string) float64 {
	s, ok := sf.Tag.Lookup(tag)
	if !ok {
		return 0
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(fmt.Sprintf("collection: field %s: tag %s is not a number", sf.Name, tag))
	}
	return n
}
