package spa

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"strings"
)

// policyFor returns the Content-Security-Policy of the web app. Nothing comes
// from elsewhere, nothing is sent elsewhere, no page of others may frame it, and
// text never becomes code: the two Trusted Types policies are those by which
// Svelte makes its own templates and SvelteKit names its own modules.
//
// The few scripts that stand in the page itself are allowed by their hashes.
func policyFor(page []byte) string {
	scripts := []string{"script-src", "'self'"}
	for _, hash := range inlineScripts(page) {
		scripts = append(scripts, "'"+hash+"'")
	}
	return strings.Join([]string{
		"default-src 'none'",
		strings.Join(scripts, " "),
		"style-src 'self'",
		"connect-src 'self'",
		"font-src 'self'",
		"img-src 'self' blob: data:",
		"manifest-src 'self'",
		"worker-src 'self'",
		"base-uri 'none'",
		"form-action 'self'",
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types svelte-trusted-html sveltekit-trusted-url tend-worker",
	}, "; ")
}

var (
	scriptElement = regexp.MustCompile(`(?is)<script\b([^>]*)>(.*?)</script\s*>`)
	srcAttribute  = regexp.MustCompile(`(?i)\bsrc\s*=`)
)

// inlineScripts returns the CSP hashes of the scripts in a page. A browser
// hashes the text after it has turned every line end into a line feed.
func inlineScripts(page []byte) []string {
	page = bytes.ReplaceAll(page, []byte("\r\n"), []byte("\n"))
	var hashes []string
	for _, m := range scriptElement.FindAllSubmatch(page, -1) {
		if srcAttribute.Match(m[1]) {
			continue
		}
		sum := sha256.Sum256(m[2])
		hashes = append(hashes, "sha256-"+base64.StdEncoding.EncodeToString(sum[:]))
	}
	return hashes
}
