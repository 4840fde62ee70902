package push

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdh"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
)

// Sizes of what is sent, in bytes. Only the size of the padded body shows how
// long a message is, so bodies come in few sizes.
const (
	saltSize     = 16
	pointSize    = 65 // an uncompressed point of P-256
	headerSize   = saltSize + 4 + 1 + pointSize
	bodyBucket   = 512
	maxBodySize  = 4096                // what every push service takes (RFC 8030, §7.2)
	recordSize   = 4096                // a message is one record (RFC 8291, §4), however short
	bodyOverhead = headerSize + 1 + 16 // delimiter and tag
)

// lastRecord ends the text of the last record; what follows it is padding.
const lastRecord = 2

// encrypt returns the body of a message for a device: its payload under keys
// that are used once, padded to one of few sizes. The error is [errTooLarge] if
// the payload does not fit in one push.
func encrypt(payload, p256dh, auth []byte) ([]byte, error) {
	size, err := bodySize(len(payload))
	if err != nil {
		return nil, err
	}
	own, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	salt := make([]byte, saltSize)
	_, _ = rand.Read(salt) // never fails
	return seal(payload, p256dh, auth, own, salt, size)
}

// seal encrypts as RFC 8291, section 3.4, says, into a body of so many bytes.
func seal(payload, p256dh, auth []byte, own *ecdh.PrivateKey, salt []byte, size int) ([]byte, error) {
	device, err := ecdh.P256().NewPublicKey(p256dh)
	if err != nil {
		return nil, fmt.Errorf("the key of the device: %w", err)
	}
	shared, err := own.ECDH(device)
	if err != nil {
		return nil, fmt.Errorf("agree on a secret: %w", err)
	}
	public := own.PublicKey().Bytes()
	key, nonce, err := contentKeys(shared, auth, salt, "WebPush: info\x00"+string(p256dh)+string(public))
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	body := make([]byte, 0, size)
	body = append(body, salt...)
	body = binary.BigEndian.AppendUint32(body, recordSize)
	body = append(body, pointSize)
	body = append(body, public...)
	body = append(body, payload...)
	body = append(body, lastRecord)
	body = body[:size-gcm.Overhead()]
	return gcm.Seal(body[:headerSize], nonce, body[headerSize:], nil), nil
}

// contentKeys derives the key and the nonce of a message (RFC 8291, §3.4).
func contentKeys(shared, auth, salt []byte, info string) (key, nonce []byte, err error) {
	ikm, err := hkdf.Key(sha256.New, shared, auth, info, sha256.Size)
	if err != nil {
		return nil, nil, err
	}
	prk, err := hkdf.Extract(sha256.New, ikm, salt)
	if err != nil {
		return nil, nil, err
	}
	key, err = hkdf.Expand(sha256.New, prk, "Content-Encoding: aes128gcm\x00", 16)
	if err != nil {
		return nil, nil, err
	}
	nonce, err = hkdf.Expand(sha256.New, prk, "Content-Encoding: nonce\x00", 12)
	return key, nonce, err
}

// bodySize returns the size that a body with n bytes of payload is padded to.
func bodySize(n int) (int, error) {
	size := (n + bodyOverhead + bodyBucket - 1) / bodyBucket * bodyBucket
	if size > maxBodySize {
		return 0, errTooLarge
	}
	return size, nil
}
