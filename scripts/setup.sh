#!/usr/bin/env bash
# Set up what production needs: system libraries, .venv, .env, catalogues, fonts.
# With --dev: the tools of `make check` and `make test`, too.
. "$(dirname "$0")/lib.sh"

python=$(find_python) || {
  install_packages python3 python3-venv || die "Python 3.11 is needed; name it with PYTHON=/path/to/python3.11."
  python=$(find_python) || die "Python 3.11 is needed and this system offers another; name it with PYTHON=/path/to/python3.11."
}
# shellcheck disable=SC2046
install_packages $(missing_packages \
  "python3-venv='$python' -c 'import venv, ensurepip'" \
  "ca-certificates=test -d /etc/ssl/certs" \
  "gettext=command -v msgfmt" \
  "libpango-1.0-0=has_library libpango-1.0.so.0" \
  "libpangoft2-1.0-0=has_library libpangoft2-1.0.so.0" \
  "libharfbuzz-subset0=has_library libharfbuzz-subset.so.0" \
  "fonts-liberation2=has_font LiberationSerif-Regular.ttf") || exit 1

[ -x .venv/bin/python ] || { say "Making .venv"; "$python" -m venv .venv; }
install_requirements requirements.txt run
[ "${1:-}" != --dev ] || install_requirements requirements-dev.txt dev

if [ ! -f .env ]; then
  say "Writing .env (settings of this machine, with a secret key of its own)"
  (
    umask 077
    {
      echo "SECRET_KEY=$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(60))')"
      echo "BASE_URL=http://localhost:8000"
      echo "ALLOWED_HOSTS=localhost,127.0.0.1"
    } >.env
  )
fi
while IFS= read -r catalogue; do
  compiled=${catalogue%.po}.mo
  [ "$compiled" -nt "$catalogue" ] || msgfmt -o "$compiled" "$catalogue"
done < <(find locale -name '*.po')
if [ -f scripts/build_fonts.py ] && [ ! -d static/fonts ]; then .venv/bin/python scripts/build_fonts.py; fi
