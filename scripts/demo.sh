#!/usr/bin/env bash
# The platform with invented data, from nothing to an address: `make demo`. SERVE=0 stops before serving.
. "$(dirname "$0")/lib.sh"
bash scripts/setup.sh

port=${PORT:-8000}
export DATA_DIR=${DEMO_DIR:-$PWD/var/demo} DATABASE_URL='' DEBUG=0 REQUIRE_MFA=0
export BASE_URL=http://localhost:$port ALLOWED_HOSTS=localhost,127.0.0.1
mkdir -p "$DATA_DIR"
[ -e "$DATA_DIR/thuocdo.sqlite3" ] || rm -f "$DATA_DIR/demo-clock.txt" # of a database that is gone
manage() { .venv/bin/python manage.py "$@"; }
say "Preparing the database"
manage migrate --verbosity 0
manage createcachetable
say "Collecting static files"
manage collectstatic --noinput --verbosity 0
say "Creating the demonstration data (about a minute)"
manage create_demo
[ "${SERVE:-1}" != 0 ] || exit 0

say "Serving on $BASE_URL – stop with Ctrl+C"
children=()
stop() {
  trap - EXIT INT TERM
  kill -TERM "${children[@]}" 2>/dev/null || true
  wait
}
trap stop EXIT
trap 'exit 130' INT TERM
.venv/bin/python manage.py qcluster & # the process itself, no function: it must get the signal
children+=($!)
BIND=127.0.0.1:$port .venv/bin/gunicorn -c deploy/gunicorn.conf.py config.wsgi &
children+=($!)
wait -n
