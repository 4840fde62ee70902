#!/bin/sh
# Run by the Postgres image when its volume is new: makes the role and the
# database of Tend. The role owns its database and is no superuser, so that
# whoever got hold of its password could still not read files or other databases.
set -eu
psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres -v password="$TEND_DB_PASSWORD" <<'SQL'
create role tend login password :'password';
create database tend owner tend encoding 'UTF8' locale 'C.UTF-8' template template0;
SQL
