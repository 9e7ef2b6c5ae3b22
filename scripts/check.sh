#!/usr/bin/env bash
# Everything that needs no running program, cheap answers first: `make check`.
. "$(dirname "$0")/lib.sh"
bash scripts/setup.sh --dev
export PATH=$PWD/.venv/bin:$PATH DJANGO_SETTINGS_MODULE=config.settings_test
run() { say "$*"; "$@"; }
run ruff format --check --quiet .
run ruff check --quiet .
run djlint --lint --quiet templates
git ls-files 'templates/*.html' | xargs djhtml --check --tabwidth 2
run lint-imports
run mypy .
run python manage.py makemigrations --check --dry-run
scratch=$(mktemp -d)
SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(60))') BASE_URL=https://thuocdo.example \
  ALLOWED_HOSTS=thuocdo.example DATA_DIR=$scratch DJANGO_SETTINGS_MODULE=config.settings DEBUG=0 DATABASE_URL='' \
  run python manage.py check --deploy --fail-level WARNING
rm -rf "$scratch"
run bash scripts/messages.sh --check
