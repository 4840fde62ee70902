package config_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"tend/internal/config"
)

func TestNothingHasToBeSet(t *testing.T) {
	t.Parallel()
	for _, environ := range [][]string{nil, {"TEND_ADDR=", "TEND_DATABASE_URL=", "TEND_DATA_DIR=", "TEND_PUBLIC_URL=", "TEND_LOG_LEVEL=", "HOME=/root"}} {
		cfg, err := config.FromEnviron(environ)
		if err != nil {
			t.Fatal(err)
		}
		if cfg.Addr != "127.0.0.1:8080" || cfg.DatabaseURL != "" || cfg.DataDir != "./data" || cfg.PublicURL.URL != nil ||
			cfg.OpenRegistration || cfg.BackupDir != "" || cfg.BackupKeep != 7 || cfg.LogLevel != slog.LevelInfo || len(cfg.TrustedProxies)+len(cfg.PushAllowedHosts) != 0 {
			t.Errorf("FromEnviron(%q) = %+v", environ, cfg)
		}
	}
}

func TestEverySettingIsRead(t *testing.T) {
	t.Parallel()
	cfg, err := config.FromEnviron([]string{
		"TEND_ADDR=:9000", "TEND_DATABASE_URL=postgres://a:b@c/d", "TEND_DATA_DIR=/srv/tend", "TEND_PG_BIN=/opt/pg/bin",
		"TEND_PUBLIC_URL=https://tend.example.org/", "TEND_TRUSTED_PROXIES=10.1.2.3, 172.16.5.4/12,::1", "TEND_OPEN_REGISTRATION=true",
		"TEND_PUSH_ALLOWED_HOSTS=Push.Example.org,*.p.example.net", "TEND_LOG_LEVEL=WARN",
		"TEND_BACKUP_DIR=/mnt/backups", "TEND_BACKUP_KEEP=30",
		"TEND_SPACE_RECORDS=1000", "TEND_SPACE_MEGABYTES=0",
	})
	if err != nil {
		t.Fatal(err)
	}
	if cfg.Addr != ":9000" || cfg.DatabaseURL.Reveal() != "postgres://a:b@c/d" || cfg.DataDir != "/srv/tend" || cfg.PGBin != "/opt/pg/bin" ||
		cfg.PublicURL.String() != "https://tend.example.org" || !cfg.OpenRegistration || cfg.LogLevel != slog.LevelWarn ||
		cfg.BackupDir != "/mnt/backups" || cfg.BackupKeep != 30 || cfg.SpaceRecords != 1000 || cfg.SpaceMegabytes != 0 {
		t.Errorf("%+v", cfg)
	}
	if want := []netip.Prefix{netip.MustParsePrefix("10.1.2.3/32"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("::1/128")}; !slices.Equal(cfg.TrustedProxies, want) {
		t.Errorf("proxies = %v, want %v", cfg.TrustedProxies, want)
	}
	if want := []string{"push.example.org", "*.p.example.net"}; !slices.Equal(cfg.PushAllowedHosts, want) {
		t.Errorf("hosts = %v, want %v", cfg.PushAllowedHosts, want)
	}
}

func TestAWrongSettingIsNamedWithItsRule(t *testing.T) {
	t.Parallel()
	tests := []struct{ set, says string }{
		{"TEND_ADDR=8080", `TEND_ADDR is "8080"; it must be host:port`},
		{"TEND_ADDR=host:http", `TEND_ADDR is`},
		{"TEND_ADDR=host:70000", `TEND_ADDR is`},
		{"TEND_DATABASE_URL=mysql://root:hush@db/tend", "TEND_DATABASE_URL must be a URL such as postgres://"},
		{"TEND_DATABASE_URL=hush", "TEND_DATABASE_URL must be"},
		{"TEND_DATA_DIR= ", "TEND_DATA_DIR is"},
		{"TEND_PUBLIC_URL=tend.example.org", "TEND_PUBLIC_URL is"},
		{"TEND_PUBLIC_URL=ftp://tend.example.org", "TEND_PUBLIC_URL is"},
		{"TEND_PUBLIC_URL=https://tend.example.org/app", "nothing after it"},
		{"TEND_PUBLIC_URL=https://a:b@tend.example.org", "TEND_PUBLIC_URL is"},
		{"TEND_TRUSTED_PROXIES=10.0.0.0/99", "TEND_TRUSTED_PROXIES is"},
		{"TEND_TRUSTED_PROXIES=proxy", "addresses or networks"},
		{"TEND_OPEN_REGISTRATION=maybe", `TEND_OPEN_REGISTRATION is "maybe"; it must be true or false`},
		{"TEND_PUSH_ALLOWED_HOSTS=https://push.example.org", "TEND_PUSH_ALLOWED_HOSTS is"},
		{"TEND_PUSH_ALLOWED_HOSTS=127.0.0.1", "TEND_PUSH_ALLOWED_HOSTS is"},
		{"TEND_PUSH_ALLOWED_HOSTS=localhost", "TEND_PUSH_ALLOWED_HOSTS is"},
		{"TEND_PUSH_ALLOWED_HOSTS=*.", "TEND_PUSH_ALLOWED_HOSTS is"},
		{"TEND_METRICS_ADDR=9090", `TEND_METRICS_ADDR is "9090"; it must be host:port`},
		{"TEND_SPACE_RECORDS=many", "number of records"},
		{"TEND_BACKUP_KEEP=some", "how many nightly backups are kept"},
		{"TEND_BACKUP_KEEP=-1", `TEND_BACKUP_KEEP is "-1"`},
		{"TEND_LOG_LEVEL=loud", "it must be debug, info, warn or error"},
	}
	for _, tt := range tests {
		t.Run(tt.set, func(t *testing.T) {
			t.Parallel()
			_, err := config.FromEnviron([]string{tt.set})
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("error = %v, want it to say %q", err, tt.says)
			}
			if strings.Contains(err.Error(), "hush") {
				t.Errorf("the error tells the secret: %v", err)
			}
		})
	}
}

func TestEveryWrongSettingIsNamedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := config.FromEnviron([]string{"TEND_ADDR=x", "TEND_LOG_LEVEL=x"})
	if err == nil || !strings.Contains(err.Error(), "TEND_ADDR") || !strings.Contains(err.Error(), "TEND_LOG_LEVEL") {
		t.Errorf("error = %v, want both", err)
	}
}

// C9.
func TestTheDatabaseURLIsNeverPrinted(t *testing.T) {
	t.Parallel()
	cfg, err := config.FromEnviron([]string{"TEND_DATABASE_URL=postgres://a:hush@c/d"})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	slog.New(slog.NewJSONHandler(&out, nil)).Info("settings", slog.Any("url", cfg.DatabaseURL), slog.Any("all", cfg))
	fmt.Fprintf(&out, "%v %+v %#v %s %q", cfg, cfg, cfg, cfg.DatabaseURL, cfg.DatabaseURL)
	if err := json.NewEncoder(&out).Encode(cfg); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "hush") {
		t.Errorf("printed: %s", &out)
	}
}

func TestSlipsOfThePenAreFound(t *testing.T) {
	t.Parallel()
	got := config.Unknown([]string{"TEND_ADDRESS=x", "TEND_ADDR=y", "HOME=z", "TEND_A=1"})
	if want := []string{"TEND_A", "TEND_ADDRESS"}; !slices.Equal(got, want) {
		t.Errorf("Unknown = %v, want %v", got, want)
	}
}
