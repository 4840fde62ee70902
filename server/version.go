package main

import (
	"cmp"
	"runtime/debug"
)

// release is set by the linker when a release is built.
var release = ""

// version names this build: its release, or else the commit it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if release != "" || !ok {
		return cmp.Or(release, "unknown")
	}
	var commit, modified string
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				modified = ", with changes"
			}
		}
	}
	return cmp.Or(commit, "a build without a commit") + modified
}
