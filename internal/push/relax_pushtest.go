//go:build pushtest

package push

import (
	"net/http"
	"net/url"
	"os"
	"strings"
)

// rerouteEnv names the variable that says where requests to a host go instead,
// such as "jmt17.google.com=http://127.0.0.1:8931", several separated by commas.
// Chromium's endpoints are all of one host, whoever plays its push service.
const rerouteEnv = "TEND_PUSHTEST_REROUTE"

// relax lets end-to-end tests play the push service on this machine.
func relax(p *Policy) {
	p.loopback = true
	hosts := map[string]*url.URL{}
	for route := range strings.SplitSeq(os.Getenv(rerouteEnv), ",") { //nolint:forbidigo // no setting of the product
		host, to, _ := strings.Cut(route, "=")
		if u, err := url.Parse(to); err == nil && u.Host != "" {
			hosts[host] = u
		}
	}
	p.reroute = func(next http.RoundTripper) http.RoundTripper { return rerouted{next, hosts} }
}

// rerouted sends requests to some hosts elsewhere.
type rerouted struct {
	next  http.RoundTripper
	hosts map[string]*url.URL
}

// RoundTrip implements [http.RoundTripper].
func (r rerouted) RoundTrip(req *http.Request) (*http.Response, error) {
	if to, ok := r.hosts[req.URL.Hostname()]; ok {
		req = req.Clone(req.Context())
		req.URL.Scheme, req.URL.Host = to.Scheme, to.Host
	}
	return r.next.RoundTrip(req)
}
