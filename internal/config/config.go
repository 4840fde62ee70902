// Package config reads the settings of the server from its environment.
//
// It has no secrets of its own making: keys are generated once and kept in the
// database. Nothing has to be set to run Tend on one's own machine.
package config

import (
	"log/slog"
)

// Config holds every setting. It is read once, in main, and its parts are
// handed to the packages that need them; nothing else looks at the environment.
//
// The tag rule says what a value must be, in the words of the error.
type Config struct {
	// Addr is where the server listens.
	Addr Addr `env:"TEND_ADDR" envDefault:"127.0.0.1:8080" rule:"must be host:port, such as 127.0.0.1:8080, or :8080 for all networks"`

	// DatabaseURL names a Postgres that somebody else runs. Empty: Tend runs a
	// private one in DataDir.
	DatabaseURL Secret `env:"TEND_DATABASE_URL" rule:"must be a URL such as postgres://user:password@host:5432/tend"`

	// DataDir is the folder of the private Postgres.
	DataDir DataDir `env:"TEND_DATA_DIR" envDefault:"./data" rule:"must name a folder"`

	// PGBin is the folder of the programs of the private Postgres. Empty: Tend
	// looks where packages put them.
	PGBin string `env:"TEND_PG_BIN"`

	// PublicURL is where people reach the server, if a proxy stands before it.
	PublicURL PublicURL `env:"TEND_PUBLIC_URL" rule:"must be http:// or https:// and a host, such as https://tend.example.org, and nothing after it"`

	// TrustedProxies are the networks whose word on a caller's address is taken.
	TrustedProxies Networks `env:"TEND_TRUSTED_PROXIES" rule:"must be addresses or networks with commas between them, such as 10.0.0.2,172.16.0.0/12"`

	// OpenRegistration lets anybody sign up, and not only the first user.
	OpenRegistration bool `env:"TEND_OPEN_REGISTRATION" envDefault:"false" rule:"must be true or false"`

	// PushAllowedHosts are push services besides those of the big browsers.
	PushAllowedHosts Hosts `env:"TEND_PUSH_ALLOWED_HOSTS" rule:"must be host names with commas between them, such as push.example.org or *.push.example.org"`

	// MetricsAddr is where metrics are told, at /metrics; nowhere if it is empty.
	// They belong on an address that only the operator reaches.
	MetricsAddr Addr `env:"TEND_METRICS_ADDR" rule:"must be host:port, such as 127.0.0.1:9090"`

	// SpaceRecords is how many records a space may hold; 0 sets no bound.
	SpaceRecords uint32 `env:"TEND_SPACE_RECORDS" envDefault:"500000" rule:"must be a number of records, 0 for no bound"`

	// SpaceMegabytes is how much may have been written into a space; 0 sets no bound.
	SpaceMegabytes uint32 `env:"TEND_SPACE_MEGABYTES" envDefault:"2048" rule:"must be a number of megabytes, 0 for no bound"`

	// BackupDir is the folder of the nightly backups. Empty: the folder backups in
	// DataDir for the private Postgres, and no nightly backups for another one.
	BackupDir string `env:"TEND_BACKUP_DIR"`

	// BackupKeep is how many nightly backups are kept; 0 makes none.
	BackupKeep uint16 `env:"TEND_BACKUP_KEEP" envDefault:"7" rule:"must be a number: how many nightly backups are kept, 0 for none"`

	// LogLevel is the least level that is logged.
	LogLevel slog.Level `env:"TEND_LOG_LEVEL" envDefault:"info" rule:"must be debug, info, warn or error"`
}
