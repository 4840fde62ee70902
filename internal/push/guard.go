package push

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"tend/internal/fault"
)

// Limits of a conversation with a push service. An endpoint is what a user
// says it is, so the other side may be anybody.
const (
	maxEndpoint  = 2048 // bytes
	maxAnswer    = 4 << 10
	maxHeader    = 16 << 10
	connsPerHost = 8
	dialTimeout  = 5 * time.Second
	sendTimeout  = 10 * time.Second
)

// pushServices are those of the browsers. A pattern that begins with *. takes
// any subdomain, and not the domain itself.
var pushServices = []string{
	"fcm.googleapis.com",
	"android.googleapis.com",
	"jmt17.google.com", // what Chromium 156 asks to be reached at
	"*.push.services.mozilla.com",
	"*.notify.windows.com",
	"*.push.apple.com",
}

// errAddress says that a name led to an address that no push service has.
var errAddress = errors.New("the address is not a public one")

// ErrEndpoint refuses an endpoint that is not of a push service we talk to.
var ErrEndpoint = fault.New(fault.Invalid, "push-endpoint", "This is not an address of a push service that this server talks to.").At("endpoint")

// Policy says which endpoints may be talked to. It is the guard against being
// made to send requests into the server's own network.
type Policy struct {
	hosts []string
	// loopback lets endpoints on this very machine pass. Only tests set it, and
	// a program built with the tag pushtest.
	loopback bool
	// reroute changes where requests go. Only the tag pushtest sets it.
	reroute func(http.RoundTripper) http.RoundTripper
}

// NewPolicy returns the policy that allows the push services of the browsers
// and some other hosts, each a name or a pattern such as *.push.example.org.
func NewPolicy(allowed []string) (*Policy, error) {
	p := &Policy{hosts: slices.Clone(pushServices)}
	for _, host := range allowed {
		host = strings.ToLower(strings.TrimSpace(host))
		name := strings.TrimPrefix(host, "*.")
		if _, err := netip.ParseAddr(name); err == nil || !isHostName(name) {
			return nil, fmt.Errorf("push service %q: want a host name, such as push.example.org or *.push.example.org", host)
		}
		p.hosts = append(p.hosts, host)
	}
	relax(p)
	return p, nil
}

func isHostName(name string) bool {
	if name == "" || len(name) > 253 || !strings.Contains(name, ".") {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		ok := label != "" && strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
		if !ok {
			return false
		}
	}
	return true
}

// Check returns [ErrEndpoint] unless raw may be talked to. It parses the URL:
// patterns over its text have let foreign hosts through elsewhere.
func (p *Policy) Check(raw string) error {
	if len(raw) > maxEndpoint {
		return ErrEndpoint
	}
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" || u.Fragment != "" {
		return ErrEndpoint
	}
	host := strings.ToLower(u.Hostname())
	if p.loopback && (host == "localhost" || host == "127.0.0.1") && (u.Scheme == "http" || u.Scheme == "https") {
		return nil
	}
	if u.Scheme != "https" || u.Port() != "" && u.Port() != "443" || !p.allows(host) {
		return ErrEndpoint
	}
	return nil
}

func (p *Policy) allows(host string) bool {
	return slices.ContainsFunc(p.hosts, func(pattern string) bool {
		if suffix, ok := strings.CutPrefix(pattern, "*"); ok {
			return strings.HasSuffix(host, suffix) && len(host) > len(suffix)
		}
		return host == pattern
	})
}

// Client returns a client that reaches public addresses only, whatever names
// resolve to by the time it connects. It follows no redirects and uses no
// proxy, which would both connect where the check does not see it.
func (p *Policy) Client() *http.Client {
	dialer := &net.Dialer{Timeout: dialTimeout, Control: p.checkAddress}
	var transport http.RoundTripper = &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		ForceAttemptHTTP2:      true,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    dialTimeout,
		ResponseHeaderTimeout:  sendTimeout,
		MaxResponseHeaderBytes: maxHeader,
		MaxConnsPerHost:        connsPerHost,
		MaxIdleConnsPerHost:    connsPerHost,
		IdleConnTimeout:        time.Minute,
	}
	if p.reroute != nil {
		transport = p.reroute(transport)
	}
	return &http.Client{
		Timeout:   sendTimeout,
		Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// checkAddress is called with each address right before it is connected to.
func (p *Policy) checkAddress(network, address string, _ syscall.RawConn) error {
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", errAddress, err)
	}
	if p.loopback && ap.Addr().Unmap().IsLoopback() {
		return nil
	}
	if !strings.HasPrefix(network, "tcp") || !isPublic(ap.Addr()) {
		return errAddress
	}
	return nil
}

// special are the blocks of the IANA registries of special-purpose addresses
// that the predicates of netip do not know.
var special = func() (blocks []netip.Prefix) {
	for _, block := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
		"::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
		"3fff::/20", "5f00::/16", "fec0::/10",
	} {
		blocks = append(blocks, netip.MustParsePrefix(block))
	}
	return blocks
}()

// isPublic reports whether a is an address of the public internet.
func isPublic(a netip.Addr) bool {
	a = a.WithZone("").Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	return !slices.ContainsFunc(special, func(block netip.Prefix) bool { return block.Contains(a) })
}

// hostOf is all that logs and lists may show of an endpoint.
func hostOf(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
