package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"tend/internal/fault"
)

// HashParams is the cost of one argon2id hash.
type HashParams struct {
	MemoryKiB uint32
	Time      uint32 // passes over the memory
	Threads   uint8
}

// DefaultHashParams is the second choice of RFC 9106, for memory that is not
// plentiful. The floor for anything that ships is 19 MiB, two passes, one thread
// (OWASP).
var DefaultHashParams = HashParams{MemoryKiB: 64 << 10, Time: 3, Threads: 4}

// The bounds of passwords. The upper one is in bytes, since its purpose is to
// bound the work.
const (
	minPassword = 10 // characters
	maxPassword = 1024
)

// The bounds of hashing. Two at once fill two cores and 128 MiB; without a bound
// forty people who sign in at the same time would take 2.5 GiB.
const (
	hashesAtOnce = 2
	hashesQueued = 20
	hashPatience = 10 * time.Second
	hashRetry    = 3 * time.Second
	worthFreeing = 16 << 10 // KiB
)

var (
	errPasswordShort  = fault.New(fault.Invalid, "password-too-short", "Use a password of at least %d characters.", minPassword).At("password")
	errPasswordLong   = fault.New(fault.Invalid, "password-too-long", "Use a password of at most %d bytes.", maxPassword).At("password")
	errPasswordCommon = fault.New(fault.Invalid, "password-too-common", "This password is among the first that anyone would try; choose another one.").At("password")
	errBusy           = fault.New(fault.Unavailable, "busy", "Too many people are signing in right now; try again in a moment.").After(hashRetry)
)

// commonPasswords is a list of what attackers try first, one a line.
//
//go:embed passwords.txt
var commonPasswords string

// normalizePassword gives the same characters the same bytes, whichever keyboard
// they were typed on.
func normalizePassword(password string) string { return norm.NFC.String(password) }

// checkPassword says whether a new password will do for the user with this
// address. There are no rules about kinds of characters: they make passwords
// harder to remember and no harder to guess (NIST SP 800-63B).
func checkPassword(password, email string) error {
	switch {
	case len(password) > maxPassword:
		return errPasswordLong
	case utf8.RuneCountInString(password) < minPassword:
		return errPasswordShort
	case common(strings.ToLower(password), email):
		return errPasswordCommon
	}
	return nil
}

// common reports whether a password in lower case is easily guessed: a listed
// one, the user's address, one short piece repeated, or a run of characters; in
// each case with any digits and punctuation around it.
func common(password, email string) bool {
	local, _, _ := strings.Cut(email, "@")
	core := strings.TrimFunc(password, func(r rune) bool { return !unicode.IsLetter(r) })
	for _, s := range []string{password, core} {
		if s != "" && (s == email || s == local || strings.Contains(commonPasswords, "\n"+s+"\n")) {
			return true
		}
	}
	return repeated(password) || run(password)
}

// repeated reports whether s is a piece of at most four characters over and over.
func repeated(s string) bool {
	for n := 1; n <= 4; n++ {
		if len(s) > n && s[n:] == s[:len(s)-n] {
			return true
		}
	}
	return false
}

// run reports whether each character of s is the one before it plus or minus one.
func run(s string) bool {
	up, down := true, true
	for i := 1; i < len(s); i++ {
		d := int(s[i]) - int(s[i-1]) // 9 is followed by 0
		up = up && (d == 1 || d == -9)
		down = down && (d == -1 || d == 9)
	}
	return up || down
}

// hasher makes and checks argon2id hashes, few at a time.
type hasher struct {
	params  HashParams
	running chan struct{}
	waiting chan struct{} // those running included
}

func newHasher(params HashParams) *hasher {
	return &hasher{
		params:  params,
		running: make(chan struct{}, hashesAtOnce),
		waiting: make(chan struct{}, hashesAtOnce+hashesQueued),
	}
}

// Hash returns the hash of a password in PHC form.
func (h *hasher) Hash(ctx context.Context, password string) (string, error) {
	release, err := h.acquire(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	salt := make([]byte, 16)
	rand.Read(salt) // never fails, as documented
	p := h.params
	return phc{p, salt, argon2.IDKey([]byte(password), salt, p.Time, p.MemoryKiB, p.Threads, 32)}.String(), nil
}

// Check reports whether password is the one that was hashed, and whether the
// hash was made with other parameters than today's.
func (h *hasher) Check(ctx context.Context, password, hash string) (ok, stale bool, err error) {
	p, err := parsePHC(hash)
	if err != nil {
		return false, false, err
	}
	release, err := h.acquire(ctx)
	if err != nil {
		return false, false, err
	}
	defer release()
	sum := argon2.IDKey([]byte(password), p.salt, p.params.Time, p.params.MemoryKiB, p.params.Threads, uint32(len(p.sum))) //nolint:gosec // parsePHC bounds it
	return subtle.ConstantTimeCompare(sum, p.sum) == 1, p.params != h.params, nil
}

// Pretend takes as long as Check, so that time does not tell which addresses
// belong to users.
func (h *hasher) Pretend(ctx context.Context, password string) error {
	_, err := h.Hash(ctx, password)
	return err
}

// acquire waits in a short queue for permission to hash.
func (h *hasher) acquire(ctx context.Context) (release func(), err error) {
	select {
	case h.waiting <- struct{}{}:
	default:
		return nil, errBusy
	}
	patience := time.NewTimer(hashPatience)
	defer patience.Stop()
	select {
	case h.running <- struct{}{}:
		return h.release, nil
	case <-patience.C:
		err = errBusy
	case <-ctx.Done():
		err = ctx.Err()
	}
	<-h.waiting
	return nil, err
}

// release lets the next one hash. The last one gives the memory back: it would
// otherwise stay with an idle server for minutes, many times what that needs.
func (h *hasher) release() {
	<-h.running
	<-h.waiting
	if len(h.waiting) == 0 && h.params.MemoryKiB >= worthFreeing {
		debug.FreeOSMemory()
	}
}

// phc is a hash in the form of the password hashing competition:
// $argon2id$v=19$m=65536,t=3,p=4$salt$sum.
type phc struct {
	params HashParams
	salt   []byte
	sum    []byte
}

func (p phc) String() string {
	enc := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.params.MemoryKiB, p.params.Time, p.params.Threads, enc.EncodeToString(p.salt), enc.EncodeToString(p.sum))
}

var errPHC = errors.New("password hash is not argon2id in PHC form")

func parsePHC(s string) (phc, error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return phc{}, errPHC
	}
	var p phc
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.params.MemoryKiB, &p.params.Time, &p.params.Threads); err != nil {
		return phc{}, errPHC
	}
	var errs [2]error
	p.salt, errs[0] = base64.RawStdEncoding.DecodeString(parts[4])
	p.sum, errs[1] = base64.RawStdEncoding.DecodeString(parts[5])
	sane := p.params.MemoryKiB <= 1<<20 && p.params.Time >= 1 && p.params.Time <= 20 && p.params.Threads >= 1 &&
		len(p.salt) >= 8 && len(p.sum) >= 16 && len(p.sum) <= 64
	if errors.Join(errs[:]...) != nil || !sane {
		return phc{}, errPHC
	}
	return p, nil
}
