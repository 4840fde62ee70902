package httpapi

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// Transport is how a browser reaches the server. It decides which cookies may
// be set.
type Transport string

// The transports. Loopback over plain http is a secure context for browsers,
// any other host over plain http is not.
const (
	HTTPS    Transport = "https"
	Loopback Transport = "loopback"
	Insecure Transport = "insecure"
)

// Caller is what the edge knows of where a request comes from.
type Caller struct {
	IP        string // textual address, "" if unknown
	Transport Transport
}

type callerKey struct{}

// CallerOf returns where the request comes from. Outside a request that went
// through [NewEcho] it returns an unknown caller on an insecure transport.
func CallerOf(ctx context.Context) Caller {
	c, ok := ctx.Value(callerKey{}).(Caller)
	if !ok {
		return Caller{Transport: Insecure}
	}
	return c
}

// withCaller puts the [Caller] into the request's context.
func withCaller(public *url.URL, proxies []netip.Prefix) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			caller := Caller{IP: c.RealIP(), Transport: transportOf(r, public, proxies)}
			c.SetRequest(r.WithContext(context.WithValue(r.Context(), callerKey{}, caller)))
			return next(c)
		}
	}
}

func transportOf(r *http.Request, public *url.URL, proxies []netip.Prefix) Transport {
	switch {
	case r.TLS != nil,
		public != nil && public.Scheme == "https" && strings.EqualFold(r.Host, public.Host),
		trusted(r.RemoteAddr, proxies) && strings.EqualFold(r.Header.Get(echo.HeaderXForwardedProto), "https"):
		return HTTPS
	case loopbackHost(r.Host):
		return Loopback
	}
	return Insecure
}

// trusted reports whether the peer of the connection is one of our proxies.
func trusted(remote string, proxies []netip.Prefix) bool {
	peer, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(proxies, func(p netip.Prefix) bool { return p.Contains(peer.Addr().Unmap()) })
}

// loopbackHost reports whether browsers hold http on this host for secure:
// https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy
func loopbackHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}

// extractIP takes the peer's address, or what trusted proxies say of it. Echo's
// default believes anybody's X-Forwarded-For.
func extractIP(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP:   p.Addr().AsSlice(),
			Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(options...)
}
