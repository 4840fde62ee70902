package httpapi

import (
	"io"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"

	"tend/internal/fault"
)

// MaxBody is how many bytes a request's body may have, before and after it is
// decompressed: the 1 MiB that one push may carry, and some slack around it.
const MaxBody = 1<<20 + 64<<10

var (
	errBodyTooLarge = fault.New(fault.TooLarge, "body-too-large", "The request carries more than one request may.")
	errEncoding     = &echo.HTTPError{Code: http.StatusUnsupportedMediaType}
)

// boundBody decompresses bodies and bounds what can be read of them on both
// sides: a bound on the compressed side alone lets 300 kB become 300 MiB.
//
// Nothing is read here. A request that is refused for its headers, or for want
// of a session, costs no decompression.
func boundBody(limit int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if r.ContentLength > limit {
				return errBodyTooLarge
			}
			switch strings.ToLower(r.Header.Get(echo.HeaderContentEncoding)) {
			case "", "identity":
				r.Body = &boundedBody{inner: r.Body, left: limit}
			case "gzip":
				compressed := &boundedBody{inner: r.Body, left: limit}
				r.Body = &boundedBody{inner: &gunzip{source: compressed}, left: limit}
				r.Header.Del(echo.HeaderContentEncoding)
				r.Header.Del(echo.HeaderContentLength)
				r.ContentLength = -1
			default:
				return errEncoding
			}
			return next(c)
		}
	}
}

// boundedBody fails with errBodyTooLarge once more than left bytes were there.
type boundedBody struct {
	inner io.ReadCloser
	left  int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errBodyTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1] // one more than allowed tells "exactly full" from "too large"
	}
	n, err := b.inner.Read(p)
	b.left -= int64(n)
	if b.left < 0 {
		return n - 1, errBodyTooLarge
	}
	return n, err
}

func (b *boundedBody) Close() error { return b.inner.Close() }

var gzipReaders = sync.Pool{New: func() any { return new(gzip.Reader) }}

// gunzip decompresses source from the first Read on.
type gunzip struct {
	source io.ReadCloser
	reader *gzip.Reader
	err    error
}

func (g *gunzip) Read(p []byte) (int, error) {
	if g.err != nil {
		return 0, g.err
	}
	if g.reader == nil {
		g.reader = gzipReaders.Get().(*gzip.Reader) //nolint:errcheck // the pool holds nothing else
		if g.err = g.reader.Reset(g.source); g.err != nil {
			return 0, g.err
		}
	}
	n, err := g.reader.Read(p)
	g.err = err
	return n, err
}

// Close gives the decompressor back; the body is not readable afterwards.
func (g *gunzip) Close() error {
	if g.reader != nil {
		gzipReaders.Put(g.reader)
		g.reader = nil
	}
	g.err = http.ErrBodyReadAfterClose
	return g.source.Close()
}
