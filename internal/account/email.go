package account

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"tend/internal/fault"
)

// maxEmail is the longest address that SMTP can carry, in bytes (RFC 5321).
const maxEmail = 254

var errEmail = fault.New(fault.Invalid, "email-invalid", "Enter an e-mail address, such as ada@example.org.").At("email")

// normalizeEmail returns the form of an address by which a user is found. It
// checks only what every address has; whether mail arrives there, Tend, which
// sends none, cannot know.
func normalizeEmail(address string) (string, error) {
	email := strings.ToLower(norm.NFC.String(strings.TrimSpace(address)))
	at := strings.LastIndexByte(email, '@')
	unclean := func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
	if at < 1 || at == len(email)-1 || len(email) > maxEmail || strings.ContainsFunc(email, unclean) {
		return "", errEmail
	}
	return email, nil
}
