//go:build !pushtest

package push

import (
	"net/netip"
	"strings"
	"testing"
)

// E1.
func TestCheckTakesPushServicesOnly(t *testing.T) {
	t.Parallel()
	p, err := NewPolicy([]string{"push.example.org", "*.unified.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	for _, good := range []string{
		"https://fcm.googleapis.com/fcm/send/abc",
		"https://FCM.googleapis.com:443/wp/x",
		"https://jmt17.google.com/fcm/send/abc",
		"https://updates.push.services.mozilla.com/wpush/v2/xyz",
		"https://wns2-by3p.notify.windows.com/w/?token=1",
		"https://web.push.apple.com/QABC",
		"https://push.example.org/x",
		"https://a.b.unified.example.org/x",
	} {
		if err := p.Check(good); err != nil {
			t.Errorf("refused %s", good)
		}
	}
	for _, bad := range []string{
		"", "x", "https://", "http://fcm.googleapis.com/x", "//fcm.googleapis.com/x", "https:fcm.googleapis.com/x",
		"https://127.0.0.1/x.google.com/", "https://localhost/", "https://[::1]/", "https://[::ffff:127.0.0.1]/",
		"https://2130706433/", "https://0x7f.1/", "https://127.1/", "http://127.0.0.1:8080/",
		"https://fcm.googleapis.com@evil.example/", "https://user@fcm.googleapis.com/", "https://u:p@fcm.googleapis.com/",
		"https://fcm.googleapis.com.evil.example/", "https://evil.example/#.push.apple.com", "https://evil.example/?a=.push.apple.com",
		"https://fcm.googleapis.com/#x", "https://fcm.googleapis.com:8443/", "https://fcm.googleapis.com:80/",
		"https://push.apple.com/", "https://.push.apple.com/", "https://xpush.apple.com/", "https://unified.example.org/",
		`https://fcm.googleapis.com\@evil.example/`, "https://fcm.googleapis.com%2f@evil/", "https://fcm.googleapis.com./x",
		"https://ｆcm.googleapis.com/x", "https://fcm.googleapis.com\t/", "https://fcm.googleapis.com\r\nHost: evil/",
		"file:///etc/passwd", "gopher://fcm.googleapis.com/", "javascript:alert(1)",
		"https://fcm.googleapis.com/" + strings.Repeat("a", 3000),
	} {
		if p.Check(bad) == nil {
			t.Errorf("took %s", bad)
		}
	}
}

func TestPolicyTakesHostNamesOnly(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "*", "*.", "localhost", "127.0.0.1", "::1", "*.127.0.0.1", "https://push.example.org", "push.example.org:443",
		"push.example.org/", "*push.example.org", "push..org", "pu sh.org", "push.*.org",
	} {
		if _, err := NewPolicy([]string{bad}); err == nil {
			t.Errorf("took %q", bad)
		}
	}
}

func TestOnlyPublicAddressesAreReached(t *testing.T) {
	t.Parallel()
	for s := range strings.FieldsSeq(`127.0.0.1 127.255.1.2 0.0.0.0 0.1.2.3 10.1.1.1 172.16.0.1 172.31.255.255 192.168.1.1
		169.254.169.254 100.64.0.1 198.18.0.1 192.0.0.8 192.0.2.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 192.88.99.1
		:: ::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::a00:1
		2002:7f00:1:: 2001:0:7f00:1:: fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 ff02::1 fec0::1 2001:db8::1 100::1 3fff::1 5f00::1`) {
		if isPublic(netip.MustParseAddr(s)) {
			t.Errorf("%s passed", s)
		}
	}
	for s := range strings.FieldsSeq("8.8.8.8 142.250.74.10 2a00:1450:4001:82a::200a 2620:101:8008:5::2:1 17.57.144.1 ::ffff:8.8.8.8") {
		if !isPublic(netip.MustParseAddr(s)) {
			t.Errorf("%s was blocked", s)
		}
	}
}

// The seam by which tests reach a push service on this machine is not in the product.
func TestTheProductTalksToNoLoopbackAddress(t *testing.T) {
	t.Parallel()
	p, err := NewPolicy(nil)
	if err != nil {
		t.Fatal(err)
	}
	if p.loopback || p.reroute != nil {
		t.Error("the policy is relaxed; was this built with the tag pushtest?")
	}
}

func FuzzCheckAgreesWithTheConnection(f *testing.F) {
	f.Add("https://fcm.googleapis.com/x")
	f.Add(`https://fcm.googleapis.com\@evil.example/`)
	p, err := NewPolicy(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if p.Check(raw) != nil {
			return
		}
		host := hostOf(raw)
		if !p.allows(strings.ToLower(host)) || strings.ContainsAny(host, "/@:#? ") {
			t.Errorf("%q would lead to %q", raw, host)
		}
	})
}
