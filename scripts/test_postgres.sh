#!/usr/bin/env bash
# The suite on a scratch PostgreSQL of its own, thrown away afterwards: `make test-postgres`.
# Tests that never reach the database (tests/conftest.py leaves them out), of pages in a browser and of servers with a database
# of their own do not depend on this one; `make test` runs them. Slow ones are left out, for they play on one database what quick
# ones ask of both; TEST_MARKS='not browser' brings them in. Of a test with many cases the first and the last are asked; give
# --every-case to ask all. Files take turns: every other one with a commit; arguments of your own ask all that they name.
. "$(dirname "$0")/lib.sh"
bash scripts/setup.sh --dev

find_server() { find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1; }
[ -n "$(find_server)" ] || install_packages postgresql || exit 1
bin=$(dirname "$(find_server)")

scratch=$(mktemp -d /tmp/thuocdo-pg.XXXXXX)
port=$((20000 + RANDOM % 20000))
as_owner=()
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
  chown postgres "$scratch"
  as_owner=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
cleanup() {
  (cd / && "${as_owner[@]}" "$bin/pg_ctl" -D "$scratch/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$scratch"
}
trap cleanup EXIT
(
  cd "$scratch"
  "${as_owner[@]}" "$bin/initdb" -D "$scratch/data" -A trust -U app -E UTF8 --locale=C.UTF-8 >/dev/null
  "${as_owner[@]}" "$bin/pg_ctl" -D "$scratch/data" -l "$scratch/log" -w start \
    -o "-p $port -k $scratch -c listen_addresses=127.0.0.1 -c fsync=off" >/dev/null
)
export DATABASE_URL=postgres://app@127.0.0.1:$port/postgres DJANGO_SETTINGS_MODULE=config.settings_test
[ $# -gt 0 ] || set -- --half "$(($(git rev-list --count HEAD 2>/dev/null || echo 0) % 2))"
.venv/bin/python -m pytest -q -n "${TEST_PROCESSES:-2}" --dist loadfile --no-loadscope-reorder -m "${TEST_MARKS:-not browser and not slow}" "$@"
