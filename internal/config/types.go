package config

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// errRule says that a value breaks the rule of its setting, which the tag spells out.
var errRule = errors.New("does not keep to its rule")

// Addr is a host and port to listen on.
type Addr string

// UnmarshalText implements encoding.TextUnmarshaler.
func (a *Addr) UnmarshalText(b []byte) error {
	_, port, err := net.SplitHostPort(string(b))
	if err != nil {
		return errRule
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return errRule
	}
	*a = Addr(b)
	return nil
}

// Secret is a database URL, which may hold a password and must not be printed.
type Secret string

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *Secret) UnmarshalText(b []byte) error {
	u, err := url.Parse(string(b))
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" && u.Query().Get("host") == "" {
		return errRule
	}
	*s = Secret(b)
	return nil
}

// String keeps s out of messages.
func (s Secret) String() string { return "[secret]" }

// GoString keeps s out of messages that show types.
func (s Secret) GoString() string { return "[secret]" }

// MarshalText keeps s out of documents.
func (s Secret) MarshalText() ([]byte, error) { return []byte("[secret]"), nil }

// LogValue keeps s out of logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue("[secret]") }

// Reveal returns the value for the one place that needs it.
func (s Secret) Reveal() string { return string(s) }

// DataDir is a folder's path.
type DataDir string

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *DataDir) UnmarshalText(b []byte) error {
	if strings.TrimSpace(string(b)) == "" || strings.ContainsRune(string(b), 0) {
		return errRule
	}
	*d = DataDir(b)
	return nil
}

// PublicURL is an origin: scheme and host. Its URL is nil if it is not set.
type PublicURL struct{ *url.URL }

// UnmarshalText implements encoding.TextUnmarshaler.
func (p *PublicURL) UnmarshalText(b []byte) error {
	u, err := url.Parse(strings.TrimSuffix(string(b), "/"))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return errRule
	}
	if u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return errRule
	}
	p.URL = u
	return nil
}

// Networks is a list of address ranges.
type Networks []netip.Prefix

// UnmarshalText implements encoding.TextUnmarshaler.
func (n *Networks) UnmarshalText(b []byte) error {
	for part := range strings.SplitSeq(string(b), ",") {
		part = strings.TrimSpace(part)
		if addr, err := netip.ParseAddr(part); err == nil {
			*n = append(*n, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(part)
		if err != nil {
			return errRule
		}
		*n = append(*n, prefix.Masked())
	}
	return nil
}

// Hosts is a list of host names, lower case. One that begins with "*." stands
// for all names below it.
type Hosts []string

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hosts) UnmarshalText(b []byte) error {
	for part := range strings.SplitSeq(string(b), ",") {
		part = strings.ToLower(strings.TrimSpace(part))
		if !isHostName(strings.TrimPrefix(part, "*.")) {
			return errRule
		}
		*h = append(*h, part)
	}
	return nil
}

// isHostName reports whether s is a name of at least two labels. Addresses are
// none, and neither is "localhost": a push service is on the public internet.
func isHostName(s string) bool {
	if _, err := netip.ParseAddr(s); err == nil || len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	return true
}
