#!/usr/bin/env bash
# The pictures of the documents, made again: README from a demonstration, the guide from the test that plays it.
. "$(dirname "$0")/lib.sh"
bash scripts/setup.sh --dev
room=$(mktemp -d)
server=""
trap 'kill "$server" 2>/dev/null || true; rm -rf "$room"' EXIT
export PORT=${PORT:-8765} DEMO_DIR=$room
SERVE=0 bash scripts/demo.sh
say "Picture of README"
DATA_DIR=$room DATABASE_URL='' DEBUG=0 REQUIRE_MFA=0 BASE_URL=http://localhost:$PORT ALLOWED_HOSTS=localhost \
  BIND=127.0.0.1:$PORT .venv/bin/gunicorn -c deploy/gunicorn.conf.py config.wsgi &
server=$!
.venv/bin/python -m scripts.picture_of_readme "http://localhost:$PORT" docs/screenshot.png
say "Pictures of the set-up guide"
rm -f docs/set-up/*.png
GUIDE_PICTURES=docs/set-up .venv/bin/python -m pytest -q -p no:randomly tests/browser/test_set_up.py
