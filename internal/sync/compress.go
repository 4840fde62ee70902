package sync

import (
	"io"
	"strconv"
	"strings"
	stdsync "sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// minCompressed is the size from which compression pays, in bytes.
const minCompressed = 1 << 10

// encoding is a content coding of HTTP that pages can be sent in.
type encoding string

const (
	identity  encoding = ""
	gzipped   encoding = "gzip"
	zstandard encoding = "zstd"
)

// chooseEncoding picks from what an Accept-Encoding header offers. Both codings
// run at their fastest: a page is read once, and over most links the last
// percents take longer to squeeze out than to send.
//
// gzip keeps no state between the pieces that it is given. They are large, so
// that costs little, and a page that is on its way to a slow device does not hold
// the half megabyte that a writer otherwise needs.
func chooseEncoding(accept string) encoding {
	best := identity
	for offer := range strings.SplitSeq(accept, ",") {
		coding, params, _ := strings.Cut(offer, ";")
		if refused(params) {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(coding)) {
		case "zstd":
			return zstandard
		case "gzip":
			best = gzipped
		}
	}
	return best
}

// refused reports whether the parameters of an offer give it the weight zero.
func refused(params string) bool {
	name, weight, _ := strings.Cut(strings.TrimSpace(params), "=")
	if !strings.EqualFold(strings.TrimSpace(name), "q") {
		return false
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(weight), 64)
	return err != nil || q <= 0
}

// compressor is what gzip and zstd have in common.
type compressor interface {
	io.WriteCloser
	Reset(w io.Writer)
}

var compressors = map[encoding]*stdsync.Pool{
	gzipped: {New: func() any {
		w, err := gzip.NewWriterLevel(io.Discard, gzip.StatelessCompression)
		if err != nil {
			panic(err) // the level is a constant of the library
		}
		return w
	}},
	zstandard: {New: func() any {
		// One goroutine and a small window: many devices sync at once, and a
		// page is about a megabyte.
		w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest),
			zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true), zstd.WithWindowSize(512<<10))
		if err != nil {
			panic(err) // as above
		}
		return w
	}},
}

// takeCompressor returns a compressor that writes to w, for a coding that is not
// identity, and what gives it back.
func takeCompressor(e encoding, w io.Writer) (compressor, func()) {
	pool := compressors[e]
	c := pool.Get().(compressor) //nolint:errcheck // the pool holds nothing else
	c.Reset(w)
	return c, func() {
		c.Reset(io.Discard) // let go of w
		pool.Put(c)
	}
}
