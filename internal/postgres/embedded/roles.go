package embedded

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The roles. The server logs in as appRole, which owns nothing: it cannot
// change the schema, and row-level security holds for it. Migrations log in as
// ownerRole. The superuser is for setting up and for backups.
const (
	superuser    = "tend_superuser"
	ownerRole    = "tend_owner"
	appRole      = "tend_app"
	databaseName = "tend"
)

// setUp makes the roles and the database if they are missing. Each step checks
// for itself, so a set-up that was interrupted is finished by the next start.
func (s *Server) setUp(ctx context.Context, conn *pgx.Conn) error {
	for _, role := range []string{ownerRole, appRole} {
		err := unless(ctx, conn, `select from pg_roles where rolname = $1`, role,
			fmt.Sprintf(`create role %s login nosuperuser nocreatedb nocreaterole`, role))
		if err != nil {
			return fmt.Errorf("make the role %s: %w", role, err)
		}
	}
	err := unless(ctx, conn, `select from pg_database where datname = $1`, databaseName,
		fmt.Sprintf(`create database %s owner %s`, databaseName, ownerRole))
	if err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	db, err := pgx.Connect(ctx, s.url(superuser, databaseName))
	if err != nil {
		return fmt.Errorf("open the new database: %w", err)
	}
	defer db.Close(ctx) //nolint:errcheck // the session ends either way
	if err := Grant(ctx, db); err != nil {
		return err
	}
	return nil
}

// Grant gives the roles their rights in the database that conn is connected to.
// Doing it again changes nothing.
func Grant(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `
		alter schema public owner to tend_owner;
		revoke create on schema public from public;
		grant usage on schema public to tend_app;
		alter default privileges for role tend_owner in schema public grant select, insert, update, delete on tables to tend_app;
		alter default privileges for role tend_owner in schema public grant usage, select on sequences to tend_app;
		alter default privileges for role tend_owner in schema public grant execute on functions to tend_app;`)
	if err != nil {
		return fmt.Errorf("grant the roles their rights: %w", err)
	}
	return nil
}

// GrantInSchema gives the server's role its rights on tables that the owner will
// make in a schema beside public. The owner is connected.
func GrantInSchema(ctx context.Context, conn interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
}, schema string,
) error {
	name := pgx.Identifier{schema}.Sanitize()
	_, err := conn.Exec(ctx, `
		grant usage on schema `+name+` to tend_app;
		alter default privileges in schema `+name+` grant select, insert, update, delete on tables to tend_app`)
	if err != nil {
		return fmt.Errorf("grant the server its rights in %s: %w", schema, err)
	}
	return nil
}

// unless runs stmt if query, given name, finds no row.
func unless(ctx context.Context, conn *pgx.Conn, query, name, stmt string) error {
	var exists bool
	if err := conn.QueryRow(ctx, `select exists (`+query+`)`, name).Scan(&exists); err != nil || exists {
		return err
	}
	_, err := conn.Exec(ctx, stmt)
	return err
}
