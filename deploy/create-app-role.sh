#!/bin/sh
# Runs once, when the database is made: the role that web, worker and beat connect as. It owns nothing;
# `manage.py prepare` gives it its rights after every migration.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$APP_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE qs_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
SQL
