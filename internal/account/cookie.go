package account

import (
	"net/http"
	"time"

	"tend/internal/fault"
)

// The names of the refresh cookie. Browsers keep a __Host- cookie from
// neighbouring hosts and refuse it without https; on loopback, where not every
// browser takes Secure cookies over http, it has a plain name.
const (
	secureCookie   = "__Host-tend_refresh"
	loopbackCookie = "tend_refresh"
)

// errInsecure refuses to hand out tokens where anybody on the network can read
// them, and where browsers would keep the app from working offline anyway.
var errInsecure = fault.New(fault.Forbidden, "https-required",
	"Open Tend over https, or on its own machine as http://localhost; behind a proxy, set TEND_PUBLIC_URL.")

func cookieName(secure bool) string {
	if secure {
		return secureCookie
	}
	return loopbackCookie
}

// setCookie returns the header that stores a refresh token until it expires.
// Like all of these functions it asks whether the request came over https.
func setCookie(secure bool, token string, expires time.Time) string {
	c := newCookie(secure)
	c.Value, c.Expires = token, expires
	return c.String()
}

// clearCookie returns the header that removes the refresh token.
func clearCookie(secure bool) string {
	c := newCookie(secure)
	c.MaxAge = -1
	return c.String()
}

func newCookie(secure bool) *http.Cookie {
	return &http.Cookie{
		Name:     cookieName(secure),
		Path:     "/", // what the __Host- prefix asks for
		Secure:   secure,
		HttpOnly: true,
		SameSite: http.SameSiteStrictMode,
	}
}

// refreshCookie returns the refresh token among the cookies of a request, "" if
// there is none.
func refreshCookie(secure bool, header string) string {
	r := http.Request{Header: http.Header{"Cookie": {header}}}
	c, err := r.Cookie(cookieName(secure))
	if err != nil {
		return ""
	}
	return c.Value
}
