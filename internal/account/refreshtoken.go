package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// refreshKeyName is the secret that refresh tokens are made with.
const refreshKeyName = "refresh-key"

// keySize is the length of random keys and seeds, in bytes.
const keySize = 32

var errRefreshToken = errors.New("malformed refresh token")

// refreshToken is a refresh token taken apart: session.generation.mac.
//
// It can be computed again from the session's row and a server key, so the
// database holds no token, and the successor of a token can be handed out twice.
type refreshToken struct {
	sessionID  uuid.UUID
	generation int64
	mac        []byte
}

func newSeed() []byte {
	seed := make([]byte, keySize)
	rand.Read(seed) // never fails, as documented
	return seed
}

// makeRefreshToken returns the token of one generation of a session.
func makeRefreshToken(key []byte, sessionID uuid.UUID, generation int64, seed []byte) refreshToken {
	h := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(h, "%s|%d|", sessionID, generation) // a hash never fails to write
	h.Write(seed)
	return refreshToken{sessionID: sessionID, generation: generation, mac: h.Sum(nil)}
}

// String returns the token as the cookie carries it.
func (t refreshToken) String() string {
	return t.sessionID.String() + "." + strconv.FormatInt(t.generation, 10) + "." + base64.RawURLEncoding.EncodeToString(t.mac)
}

// Matches reports in constant time whether the token was made with this key and
// seed.
func (t refreshToken) Matches(key, seed []byte) bool {
	return hmac.Equal(t.mac, makeRefreshToken(key, t.sessionID, t.generation, seed).mac)
}

// parseRefreshToken takes s apart. Whether it is genuine is for Matches to say.
func parseRefreshToken(s string) (refreshToken, error) {
	const longest = 36 + 1 + 19 + 1 + 43
	id, rest, _ := strings.Cut(s, ".")
	generation, mac, ok := strings.Cut(rest, ".")
	if !ok || len(s) > longest {
		return refreshToken{}, errRefreshToken
	}
	var t refreshToken
	var errs [3]error
	t.sessionID, errs[0] = uuid.Parse(id)
	t.generation, errs[1] = strconv.ParseInt(generation, 10, 64)
	t.mac, errs[2] = base64.RawURLEncoding.Strict().DecodeString(mac)
	if errors.Join(errs[:]...) != nil || t.String() != s {
		return refreshToken{}, errRefreshToken
	}
	return t, nil
}
