//go:build !pushtest

package push

// relax does nothing: the product talks to public addresses alone.
func relax(*Policy) {}
