package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
)

// prefix begins the names of all settings.
const prefix = "TEND_"

// FromEnviron parses environ, a list of KEY=value pairs such as os.Environ. A
// setting that is empty counts as not set. The error names every setting that
// is wrong and the rule it breaks, and never the value of a secret.
func FromEnviron(environ []string) (Config, error) {
	set := env.ToMap(slices.DeleteFunc(slices.Clone(environ), func(kv string) bool { return strings.HasSuffix(kv, "=") }))
	cfg, err := env.ParseAsWithOptions[Config](env.Options{Environment: set})
	if err == nil {
		return cfg, nil
	}
	all, ok := errors.AsType[env.AggregateError](err)
	if !ok {
		return Config{}, fmt.Errorf("read the settings: %w", err)
	}
	var lines []error
	for _, one := range all.Errors {
		lines = append(lines, explain(one, set))
	}
	return Config{}, errors.Join(lines...)
}

// explain says in plain words what is wrong with a setting.
func explain(err error, set map[string]string) error {
	parse, ok := errors.AsType[env.ParseError](err)
	if !ok {
		return fmt.Errorf("read the settings: %w", err)
	}
	field, ok := reflect.TypeFor[Config]().FieldByName(parse.Name)
	if !ok {
		return fmt.Errorf("read the settings: %w", err)
	}
	name, rule := field.Tag.Get("env"), field.Tag.Get("rule")
	if field.Type == reflect.TypeFor[Secret]() {
		return fmt.Errorf("%s %s", name, rule)
	}
	return fmt.Errorf("%s is %q; it %s", name, set[name], rule)
}

// Unknown returns the variables of environ that look like settings and are
// none, sorted: most often somebody's slip of the pen.
func Unknown(environ []string) []string {
	known := map[string]bool{}
	for field := range reflect.TypeFor[Config]().Fields() {
		known[field.Tag.Get("env")] = true
	}
	var unknown []string
	for name := range env.ToMap(environ) {
		if strings.HasPrefix(name, prefix) && !known[name] {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}
