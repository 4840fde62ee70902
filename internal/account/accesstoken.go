package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
)

// The fixed parts of access tokens (RFC 9068).
const (
	accessLifetime = 10 * time.Minute
	tokenIssuer    = "tend"
	tokenAudience  = "tend-api"
	tokenType      = "at+jwt"
	// clockLeeway is by how much the clocks of server processes may differ.
	clockLeeway = 30 * time.Second
)

// accessClaims is what an access token says. The user is the subject.
type accessClaims struct {
	jwt.RegisteredClaims
	SessionID  uuid.UUID `json:"sid"`
	Generation int64     `json:"gen"` // of the refresh token that came along
}

// accessTokens signs and reads access tokens.
type accessTokens struct {
	keys   *keyring
	now    func() time.Time
	parser *jwt.Parser
}

// newAccessTokens returns a reader that takes nothing for granted: by default
// the library accepts a token signed with the public key as an HMAC secret, one
// that never expires, and one for another audience.
func newAccessTokens(keys *keyring, now func() time.Time) *accessTokens {
	return &accessTokens{keys: keys, now: now, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithIssuer(tokenIssuer),
		jwt.WithAudience(tokenAudience),
		jwt.WithStrictDecoding(),
		jwt.WithLeeway(clockLeeway),
		jwt.WithTimeFunc(now),
	)}
}

// Sign returns a token for one generation of a session, and when it expires.
func (a *accessTokens) Sign(ctx context.Context, userID, sessionID uuid.UUID, generation int64) (string, time.Time, error) {
	key, err := a.keys.Signing(ctx)
	if err != nil {
		return "", time.Time{}, err
	}
	now := a.now().UTC().Truncate(time.Second)
	expires := now.Add(accessLifetime)
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, accessClaims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    tokenIssuer,
			Subject:   userID.String(),
			Audience:  jwt.ClaimStrings{tokenAudience},
			ExpiresAt: jwt.NewNumericDate(expires),
			IssuedAt:  jwt.NewNumericDate(now),
		},
		SessionID:  sessionID,
		Generation: generation,
	})
	token.Header["typ"] = tokenType
	token.Header["kid"] = key.kid()
	signed, err := token.SignedString(key.private)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("sign access token: %w", err)
	}
	return signed, expires, nil
}

// grip is what a valid access token gives hold of.
type grip struct {
	userID, sessionID uuid.UUID
	generation        int64
}

// Read returns what a token says if it is one of ours and of now.
func (a *accessTokens) Read(ctx context.Context, token string) (grip, error) {
	var claims accessClaims
	_, err := a.parser.ParseWithClaims(token, &claims, func(t *jwt.Token) (any, error) {
		if t.Header["typ"] != tokenType {
			return nil, errors.New("not an access token")
		}
		kid, ok := t.Header["kid"].(string)
		if !ok {
			return nil, errUnknownKey
		}
		// The key is one of ours or none: no header (jku, jwk, x5u) names another.
		return a.keys.Public(ctx, kid)
	})
	if err != nil {
		return grip{}, err
	}
	if claims.ExpiresAt.After(a.now().Add(accessLifetime + clockLeeway)) {
		return grip{}, errors.New("the token lives too long")
	}
	userID, err := uuid.Parse(claims.Subject)
	if err != nil {
		return grip{}, err
	}
	return grip{userID: userID, sessionID: claims.SessionID, generation: claims.Generation}, nil
}
