package backup

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"tend/internal/postgres"
)

const (
	filePrefix = "tend-"
	fileSuffix = ".zip"
	fileTime   = "2006-01-02T150405Z"

	// unfinished ends the name of a file that is being written; a number stands
	// before it.
	unfinished = ".part"

	// nightHour is when a new backup is due, by the clock of the machine.
	nightHour = 3

	// abandonedAfter is the age from which an unfinished file has nobody who writes it.
	abandonedAfter = 24 * time.Hour
)

// WriteFile writes a backup to a path. The file has its name only once it is
// whole, was read again from end to end, and would survive a power cut.
func WriteFile(ctx context.Context, db *postgres.DB, path, program string, progress Progress) (m Manifest, err error) {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, filepath.Base(path)+".*"+unfinished) // a file of its own, that nobody else may read
	if err != nil {
		return Manifest{}, fmt.Errorf("write a backup: %w", err)
	}
	part := f.Name()
	defer func() {
		if err != nil {
			_ = os.Remove(part) // what went wrong before says more
		}
	}()
	w := bufio.NewWriterSize(f, 1<<20)
	if m, err = Write(ctx, db, w, program, progress); err == nil {
		err = w.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return Manifest{}, err
	}
	if err := readBack(part); err != nil {
		return Manifest{}, fmt.Errorf("read the new backup: %w", err)
	}
	if err := os.Rename(part, path); err != nil {
		return Manifest{}, fmt.Errorf("finish the backup: %w", err)
	}
	return m, syncDir(dir)
}

func readBack(path string) error {
	a, err := Open(path)
	if err != nil {
		return err
	}
	return errors.Join(a.Verify(), a.Close())
}

func syncDir(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the folder of the backups
	if err != nil {
		return fmt.Errorf("sync the folder of the backup: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// Folder keeps the last backups, a night each.
type Folder struct {
	Dir  string
	Keep int // how many; at least one
}

// Add writes a backup into the folder, and then removes those that are too many.
// Nothing is removed unless the new one is whole.
func (f Folder) Add(ctx context.Context, db *postgres.DB, program string, now time.Time, progress Progress) (path string, m Manifest, err error) {
	if err := os.MkdirAll(f.Dir, 0o700); err != nil {
		return "", m, fmt.Errorf("make the folder of the backups: %w", err)
	}
	path = filepath.Join(f.Dir, filePrefix+now.UTC().Format(fileTime)+fileSuffix)
	if m, err = WriteFile(ctx, db, path, program, progress); err != nil {
		return "", m, err
	}
	return path, m, f.prune(now)
}

// Due reports whether there is no backup since the night began.
func (f Folder) Due(now time.Time) (bool, error) {
	list, err := f.list()
	if err != nil || len(list) == 0 {
		return err == nil, err
	}
	newest, _ := timeOf(filepath.Base(list[len(list)-1])) // it is in the list
	return newest.Before(lastNight(now)), nil
}

// lastNight is the last time that it was three o'clock.
func lastNight(now time.Time) time.Time {
	night := time.Date(now.Year(), now.Month(), now.Day(), nightHour, 0, 0, 0, now.Location())
	if night.After(now) {
		return time.Date(now.Year(), now.Month(), now.Day()-1, nightHour, 0, 0, 0, now.Location())
	}
	return night
}

// Oldest returns the manifest of the oldest backup that is kept: what it holds is
// held by all of them. It reports false if there is none.
func (f Folder) Oldest() (m Manifest, ok bool, err error) {
	list, err := f.list()
	if err != nil || len(list) == 0 {
		return m, false, err
	}
	a, err := Open(list[0])
	if err != nil {
		return m, false, err
	}
	return a.Manifest, true, a.Close()
}

// list returns the backups by age, the oldest first.
func (f Folder) list() (paths []string, err error) {
	entries, err := os.ReadDir(f.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for backups: %w", err)
	}
	for _, e := range entries { // by name, which is by time
		if _, ok := timeOf(e.Name()); ok && e.Type().IsRegular() {
			paths = append(paths, filepath.Join(f.Dir, e.Name()))
		}
	}
	return paths, nil
}

func timeOf(name string) (at time.Time, ok bool) {
	middle, ok := strings.CutPrefix(name, filePrefix)
	if !ok {
		return at, false
	}
	middle, ok = strings.CutSuffix(middle, fileSuffix)
	if !ok {
		return at, false
	}
	at, err := time.Parse(fileTime, middle)
	return at, err == nil
}

// prune removes the backups that are too many, and what a program that was
// killed left unfinished. Files of other names are not touched.
func (f Folder) prune(now time.Time) error {
	list, err := f.list()
	if err != nil {
		return err
	}
	gone := list[:max(0, len(list)-max(1, f.Keep))]
	parts, err := filepath.Glob(filepath.Join(f.Dir, filePrefix+"*"+fileSuffix+"*"+unfinished))
	if err != nil {
		return err
	}
	for _, part := range parts {
		if info, err := os.Stat(part); err == nil && now.Sub(info.ModTime()) > abandonedAfter {
			gone = append(slices.Clip(gone), part)
		}
	}
	for _, path := range gone {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove an old backup: %w", err)
		}
	}
	return nil
}
