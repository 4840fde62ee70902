package push

import (
	"bytes"
	"crypto/ecdh"
	"encoding/base64"
	"testing"
)

// The vector of RFC 8291, section 5 and appendix A.
func TestSealAgreesWithTheStandard(t *testing.T) {
	t.Parallel()
	decode := func(text string) []byte {
		b, err := base64.RawURLEncoding.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	own, err := ecdh.P256().NewPrivateKey(decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"))
	if err != nil {
		t.Fatal(err)
	}
	device, err := ecdh.P256().NewPrivateKey(decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"))
	if err != nil {
		t.Fatal(err)
	}
	payload := []byte("When I grow up, I want to be a watermelon")
	got, err := seal(payload, device.PublicKey().Bytes(), decode("BTBZMqHH6r4Tts7J_aSIgg"), own, decode("DGv6ra1nlYgDCS1FRnbzlw"), len(payload)+bodyOverhead)
	want := decode("DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIg" +
		"Dll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN")
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("seal = %x, %v\nwant %x", got, err, want)
	}
}

func TestEveryMessageIsSealedWithKeysOfItsOwn(t *testing.T) {
	t.Parallel()
	l := testLetter(t, "", []byte("hello"))
	seen := map[string]bool{}
	for range 100 {
		body, err := encrypt(l.payload, l.p256dh, l.auth)
		if err != nil {
			t.Fatal(err)
		}
		salt, public := string(body[:saltSize]), string(body[saltSize+5:headerSize])
		if seen[salt] || seen[public] {
			t.Fatal("a salt or a key was used twice")
		}
		seen[salt], seen[public] = true, true
	}
}

func TestSealRefusesWhatIsNoKeyOfADevice(t *testing.T) {
	t.Parallel()
	l := testLetter(t, "", []byte("hello"))
	offTheCurve := bytes.Clone(l.p256dh)
	offTheCurve[64] ^= 1
	for _, key := range [][]byte{nil, {4}, offTheCurve, make([]byte, pointSize)} {
		if _, err := encrypt(l.payload, key, l.auth); err == nil {
			t.Errorf("sealed for %x", key)
		}
	}
}
