# Shared by the scripts: what is missing, how to get it, one word for each step.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1
unset PYTHONDONTWRITEBYTECODE # each process would compile every module anew: seconds a start

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
die() { printf 'error: %s\n' "$*" >&2; exit 1; }

has_library() { { ldconfig -p 2>/dev/null || /sbin/ldconfig -p; } | grep -q "$1"; }
has_font() { find /usr/share/fonts /usr/local/share/fonts -name "$1" 2>/dev/null | grep -q .; }

# missing_packages NAME=CHECK ... prints the Debian packages whose check fails
missing_packages() {
  local pair
  for pair in "$@"; do
    (eval "${pair#*=}") >/dev/null 2>&1 || printf '%s ' "${pair%%=*}"
  done
}

# install_packages PACKAGE ... installs them when root; otherwise says how and fails
install_packages() {
  [ $# -gt 0 ] || return 0
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    say "Installing system packages: $*"
    DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null >/dev/null
  else
    printf 'These system packages are missing: %s\nInstall them with:\n  sudo apt-get install --no-install-recommends %s\n' \
      "$*" "$*" >&2
    return 1
  fi
}

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.11 python3; do
    [ -n "$candidate" ] && command -v "$candidate" >/dev/null || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return 0
    fi
  done
  return 1
}

# install_requirements FILE STAMP: into .venv, by uv or, without it, by pip; once for each content of FILE
install_requirements() {
  local file=$1 stamp=.venv/.installed-$2 sum
  sum=$(cksum <"$file")
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return 0
  say "Installing Python packages of $file"
  if .venv/bin/python -m uv --version >/dev/null 2>&1 || .venv/bin/python -m pip install -q uv >/dev/null 2>&1; then
    .venv/bin/python -m uv pip install -q --compile-bytecode --python .venv/bin/python --require-hashes -r "$file"
  else
    .venv/bin/python -m pip install -q --require-hashes -r "$file"
  fi
  printf '%s' "$sum" >"$stamp"
}
