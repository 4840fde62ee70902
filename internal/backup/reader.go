package backup

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrDamaged says that a file is no whole backup.
var ErrDamaged = errors.New("the file is not a backup, or not a whole one")

// Archive is a backup that is open for reading.
type Archive struct {
	Manifest

	files  *zip.Reader
	closer io.Closer
}

// maxManifest bounds what is read of a manifest, in bytes: a space takes 120.
const maxManifest = 256 << 20

// Open opens the file of a backup. It fails with [ErrDamaged] if the end is
// missing; whether every row is there is for [Archive.Verify] to say, and for
// Restore to notice.
func Open(path string) (*Archive, error) {
	f, err := os.Open(path) //nolint:gosec // the administrator names it
	if err != nil {
		return nil, fmt.Errorf("open the backup: %w", err)
	}
	a, err := read(f)
	if err != nil {
		_ = f.Close() // opened for reading
		return nil, fmt.Errorf("open the backup %s: %w", path, err)
	}
	return a, nil
}

func read(f *os.File) (*Archive, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	files, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	a := &Archive{files: files, closer: f}
	entry, err := files.Open(manifestName)
	if err != nil {
		return nil, fmt.Errorf("%w: it has no manifest", ErrDamaged)
	}
	defer entry.Close() //nolint:errcheck // opened for reading
	if err := json.NewDecoder(io.LimitReader(entry, maxManifest)).Decode(&a.Manifest); err != nil {
		return nil, fmt.Errorf("%w: its manifest cannot be read: %w", ErrDamaged, err)
	}
	if a.Format > format {
		return nil, fmt.Errorf("the backup was made by a newer Tend (%s); install that one", a.Program)
	}
	return a, nil
}

// Close closes the file.
func (a *Archive) Close() error { return a.closer.Close() }

// rows opens the rows of a table, which are checked against their sum as they
// are read to the end.
func (a *Archive) rows(t Table) (io.ReadCloser, error) {
	f, err := a.files.Open(t.Name + rowsSuffix)
	if err != nil {
		return nil, fmt.Errorf("%w: the table %s is missing", ErrDamaged, t.Name)
	}
	return f, nil
}

// Verify reads everything once and fails with [ErrDamaged] if a byte is not as it
// was written.
func (a *Archive) Verify() error {
	for _, t := range a.Tables {
		f, err := a.rows(t)
		if err != nil {
			return err
		}
		_, err = io.Copy(io.Discard, f)
		_ = f.Close() // opened for reading
		if err != nil {
			return fmt.Errorf("%w: table %s: %w", ErrDamaged, t.Name, err)
		}
	}
	return nil
}
