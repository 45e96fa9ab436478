# A PostgreSQL server of its own for the tests, to be sourced by bash: installed if need be (Debian, as root),
# started on a free port of this machine in a temporary folder, and stopped when the calling script ends.
# It sets CONVLAB_TEST_POSTGRES. Everything is found by the folder; no other server is touched.

postgres_programs() {
    local found
    if found=$(command -v pg_config); then found=$(pg_config --bindir); fi
    for found in "$found" /usr/lib/postgresql/*/bin; do
        if [ -x "$found/initdb" ] && [ -x "$found/pg_ctl" ]; then echo "$found"; return 0; fi
    done
    return 1
}

# PostgreSQL refuses to run as root.
as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

stop_postgres_for_tests() {
    [ -n "${POSTGRES_FOLDER:-}" ] || return 0
    as_postgres "$POSTGRES_PROGRAMS/pg_ctl" -D "$POSTGRES_FOLDER/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$POSTGRES_FOLDER"
    POSTGRES_FOLDER=
}

start_postgres_for_tests() {
    if ! postgres_programs >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "CI: installing Debian's PostgreSQL"
        # The package would start a server of its own for everyone; this one is for the tests only.
        mkdir -p /etc/postgresql-common
        [ -e /etc/postgresql-common/createcluster.conf ] ||
            echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
        apt-get update -qq
        apt-get install -qq -y --no-install-recommends postgresql >/dev/null
    fi
    POSTGRES_PROGRAMS=$(postgres_programs) || { echo "CI: there is no PostgreSQL" >&2; return 1; }
    POSTGRES_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/convlab-postgres-XXXXXX")
    trap stop_postgres_for_tests EXIT
    if [ "$(id -u)" = 0 ]; then chown postgres "$POSTGRES_FOLDER"; fi

    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    as_postgres "$POSTGRES_PROGRAMS/initdb" -D "$POSTGRES_FOLDER/data" -U convlab -E UTF8 --locale=C \
        --auth=trust --no-sync >/dev/null
    as_postgres "$POSTGRES_PROGRAMS/pg_ctl" -D "$POSTGRES_FOLDER/data" -l "$POSTGRES_FOLDER/log" -w -t 60 \
        -o "-h 127.0.0.1 -p $port -k '$POSTGRES_FOLDER' -c fsync=off" start >/dev/null ||
        { cat "$POSTGRES_FOLDER/log" >&2; return 1; }
    export CONVLAB_TEST_POSTGRES="postgresql://convlab@127.0.0.1:$port/postgres"
    echo "CI: PostgreSQL for the tests on port $port"
}
