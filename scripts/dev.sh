#!/usr/bin/env bash
# What a developer runs: pages that reload, and a worker beside them that starts anew when code changes. Ctrl+C stops both.
# Serves what .env describes; `DATA_DIR=var/demo DATABASE_URL= make dev` serves the data of `make demo`.
. "$(dirname "$0")/lib.sh"
bash scripts/setup.sh --dev

export DEBUG=1 BASE_URL=http://localhost:${PORT:-8000} PYTHONUNBUFFERED=1
manage=(.venv/bin/python manage.py) # no function: what is started in the background must be the process itself
"${manage[@]}" migrate --verbosity 0
"${manage[@]}" createcachetable

stamp=$(mktemp)
children=()
stop() {
  trap - EXIT INT TERM
  [ ${#children[@]} = 0 ] || kill -TERM "${children[@]}" 2>/dev/null || true
  wait
  rm -f "$stamp"
}
trap stop EXIT
trap 'exit 130' INT TERM

changed() { [ -n "$(find . \( -name .venv -o -name var \) -prune -o -name '*.py' -newer "$stamp" -print -quit)" ]; }
worker() {
  local job
  trap 'trap - TERM; kill -TERM "$job" 2>/dev/null; wait "$job"; exit' TERM
  while :; do
    touch "$stamp"
    "${manage[@]}" qcluster &
    job=$!
    while kill -0 "$job" 2>/dev/null && ! changed; do sleep 1; done
    changed || say "The worker has stopped; it starts again as soon as code changes."
    until changed; do sleep 1; done
    say "Code has changed; the worker starts anew."
    kill -TERM "$job" 2>/dev/null || true
    wait "$job" || true
  done
}
worker &
children+=($!)
"${manage[@]}" runserver "127.0.0.1:${PORT:-8000}" &
children+=($!)
wait -n "${children[@]}"
