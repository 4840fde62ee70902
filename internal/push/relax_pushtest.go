//go:build pushtest

package push

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"strings"
)

// rerouteEnv names the variable with the connections to lead elsewhere, such as
// "jmt17.google.com:443=127.0.0.1:8932": Chromium's endpoints are of one host,
// wherever the push service that the test plays may be.
const rerouteEnv = "TEND_PUSHTEST_REROUTE"

// relax lets end-to-end tests play the push service on this machine.
func relax(p *Policy) {
	p.loopback = true
	routes := map[string]string{}
	for route := range strings.SplitSeq(os.Getenv(rerouteEnv), ",") {
		if from, to, ok := strings.Cut(route, "="); ok {
			routes[from] = to
		}
	}
	p.reroute = func(t *http.Transport) {
		dial := t.DialContext
		t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if to, ok := routes[address]; ok {
				address = to
			}
			return dial(ctx, network, address)
		}
		t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // the test's own certificate
	}
}
