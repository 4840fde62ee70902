// Package migrations holds the schema history of the database, one SQL file a
// step, embedded so that the binary can bring any older database up to date.
package migrations

import "embed"

// FS contains every migration. Files are named NNNNN_what_changed.sql, are
// never edited once released, and carry no down step: a mistake is corrected
// by the next migration.
//
//go:embed *
var FS embed.FS
