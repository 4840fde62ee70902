package push

// NewLoopbackPolicy returns a policy that also allows endpoints on this machine,
// for push services that a test plays.
func NewLoopbackPolicy() *Policy {
	return &Policy{hosts: pushServices, loopback: true}
}
