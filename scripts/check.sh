#!/usr/bin/env bash
# Everything that needs no running program, cheap answers first: `make check`. With names of steps: only these, at once,
# in the .venv that is there; .pre-commit-config.yaml calls each step by its name.
. "$(dirname "$0")/lib.sh"
steps=(format lint templates indents imports types migrations deployment catalogue)
if [ $# -gt 0 ]; then steps=("$@"); else bash scripts/setup.sh --dev; fi
export PATH=$PWD/.venv/bin:$PATH DJANGO_SETTINGS_MODULE=config.settings_test
run() { say "$*"; "$@"; }

format() { run ruff format --check --quiet .; }
lint() { run ruff check --quiet .; }
templates() { run djlint --lint --quiet templates; }
indents() { git ls-files 'templates/*.html' | run xargs djhtml --check --tabwidth 2; }
imports() { run lint-imports; }
types() { run mypy .; }
migrations() { run python manage.py makemigrations --check --dry-run; }
deployment() {
  local scratch status=0
  scratch=$(mktemp -d)
  SECRET_KEY=$(python -c 'import secrets; print(secrets.token_urlsafe(60))') BASE_URL=https://thuocdo.example \
    ALLOWED_HOSTS=thuocdo.example DATA_DIR=$scratch DJANGO_SETTINGS_MODULE=config.settings DEBUG=0 DATABASE_URL='' \
    run python manage.py check --deploy --fail-level WARNING || status=$?
  rm -rf "$scratch"
  return "$status"
}
catalogue() { run bash scripts/messages.sh --check; }

for step in "${steps[@]}"; do
  declare -F "$step" >/dev/null || die "no step “$step”"
done
if [ "${#steps[@]}" = 1 ]; then
  "${steps[0]}"
  exit
fi
# types take as long as all others together, so they go beside them; what they say comes last
said=$(mktemp) beside=""
trap 'rm -f "$said"; [ -z "$beside" ] || kill "$beside" 2>/dev/null || true' EXIT
case " ${steps[*]} " in
  *" types "*)
    types >"$said" 2>&1 &
    beside=$!
    ;;
esac
for step in "${steps[@]}"; do
  [ "$step" = types ] || "$step"
done
[ -n "$beside" ] || exit 0
status=0
wait "$beside" || status=$?
beside=""
cat "$said"
exit "$status"
