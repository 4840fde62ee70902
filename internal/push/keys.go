package push

import (
	"context"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/url"
)

// secretName is where the private key is kept. Losing it ends every
// subscription, so it is in the backup with all other secrets.
const secretName = "push/vapid"

// Keys tell push services who this server is (VAPID, RFC 8292).
type Keys struct {
	signer *ecdsa.PrivateKey
	public string // the uncompressed point, in unpadded base64url
}

// LoadKeys reads the server's keys, and makes them the first time.
func LoadKeys(ctx context.Context, secrets Secrets) (Keys, error) {
	scalar, err := secrets.Secret(ctx, secretName, func() ([]byte, error) {
		key, err := ecdh.P256().GenerateKey(rand.Reader)
		if err != nil {
			return nil, err
		}
		return key.Bytes(), nil
	})
	if err != nil {
		return Keys{}, fmt.Errorf("load the push keys: %w", err)
	}
	signer, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar)
	if err != nil {
		return Keys{}, fmt.Errorf("load the push keys: %w", err)
	}
	public, err := signer.PublicKey.Bytes()
	if err != nil {
		return Keys{}, fmt.Errorf("load the push keys: %w", err)
	}
	return Keys{signer: signer, public: base64.RawURLEncoding.EncodeToString(public)}, nil
}

// Public is the key that browsers subscribe with, in unpadded base64url.
func (k Keys) Public() string { return k.public }

// nobody is whom push services are told to write to if the server has no
// address of its own. Apple's refuses what does not look like a real address;
// nobody's e-mail address is given away for it.
const nobody = "https://tend.example/"

// contactOf returns where the operators of push services learn who runs this
// server: its own address, if that is one that the world can see.
func contactOf(publicURL string) string {
	u, err := url.Parse(publicURL)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return nobody
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
}
