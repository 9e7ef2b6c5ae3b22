#!/usr/bin/env bash
# Several Associations on one machine: one program, and for each its own settings, database and data.
#   installations.sh add NAME ADDRESS    settings for one more, e.g. add lam-dong https://lamdong.example
#   installations.sh add-all FILE        the same for each line “NAME ADDRESS” of a list
#   installations.sh list                which there are, and where they listen
#   installations.sh upgrade [NAME ...]  stop, back up, migrate, load what is shipped, start; all of them
#   installations.sh manage NAME ...     a command of manage.py with its settings, e.g. manage lam-dong createsuperuser
# What all share (mail server, SMS gateway, DATABASE_SERVER) stands once in common.env.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
SETTINGS=${THUOCDO_SETTINGS:-/etc/thuocdo} DATA=${THUOCDO_DATA:-/var/lib/thuocdo}
PYTHON=${PYTHON:-.venv/bin/python} SYSTEMCTL=${SYSTEMCTL:-systemctl} ACCOUNT=${THUOCDO_ACCOUNT:-thuocdo}
FIRST_PORT=8001

names() {
  local file
  for file in "$SETTINGS"/*.env; do
    [ -e "$file" ] || continue
    file=$(basename "$file" .env)
    [ "$file" = common ] || printf '%s\n' "$file"
  done
}

# setting NAME KEY prints what the settings of an installation say, as they stand there
setting() { sed -n "s/^$2=//p" "$SETTINGS/$1.env" | tail -n 1; }

# load_settings FILE exports each line KEY=VALUE as it stands: no shell reads it
load_settings() {
  local line
  [ -e "$1" ] || return 0
  while IFS= read -r line || [ -n "$line" ]; do
    [[ $line =~ ^[A-Z][A-Z0-9_]*= ]] && export "${line?}"
  done <"$1"
  return 0
}

# as_owner FOLDER PROGRAM ... runs it as whom the data belong to: what root wrote, the server could not read
as_owner() {
  local owner
  owner=$(stat -c %U "$1")
  shift
  if [ "$(id -u)" = 0 ] && [ "$owner" != root ]; then
    runuser -u "$owner" -- "$@"
  else
    "$@"
  fi
}

# manage NAME COMMAND ... runs a command of one installation, with its settings and data alone
manage() (
  load_settings "$SETTINGS/common.env"
  load_settings "$SETTINGS/$1.env"
  export DATA_DIR="$DATA/$1" ENV_FILE=/dev/null # the .env beside the program is of no installation
  shift
  # static files lie beside the program, which is not the server's to write
  if [ "$1" = collectstatic ]; then "$PYTHON" manage.py "$@"; else as_owner "$DATA_DIR" "$PYTHON" manage.py "$@"; fi
)

free_port() {
  local port=$FIRST_PORT
  while grep -qs "^BIND=127.0.0.1:$port\$" "$SETTINGS"/*.env; do port=$((port + 1)); done
  printf '%s' "$port"
}

add() {
  local name=$1 address=$2 server file=$SETTINGS/$1.env
  [[ $name =~ ^[a-z][a-z0-9-]{1,30}$ && $name != common ]] ||
    die "“$name” is no name: small letters, digits and hyphens, like lam-dong"
  [[ $address =~ ^https?://[^/[:space:]]+$ ]] || die "“$address” is no address like https://lamdong.example"
  [ ! -e "$file" ] || die "“$name” exists already: $file"
  ! grep -qsxF "BASE_URL=$address" "$SETTINGS"/*.env || die "“$address” belongs to another installation"
  mkdir -p "$SETTINGS" "$DATA/$name"
  chmod 700 "$DATA/$name"
  if [ "$(id -u)" = 0 ] && id "$ACCOUNT" >/dev/null 2>&1; then chown "$ACCOUNT:" "$DATA/$name"; fi
  server=$(sed -n 's/^DATABASE_SERVER=//p' "$SETTINGS/common.env" 2>/dev/null || true)
  (
    umask 077
    printf 'BASE_URL=%s\nBIND=127.0.0.1:%s\nSECRET_KEY=%s\n' "$address" "$(free_port)" \
      "$(head -c 48 /dev/urandom | base64 | tr -d '\n=+/')" >"$file"
    [ -z "$server" ] || printf 'DATABASE_URL=%s/thuocdo_%s\n' "$server" "${name//-/_}" >>"$file"
  )
  say "$name: $file"
}

add_all() {
  local name address
  while read -r name address _; do
    case $name in '' | '#'*) continue ;; esac
    add "$name" "$address"
  done <"$1"
}

list() {
  local name
  names | while read -r name; do
    printf '%s\t%s\t%s\n' "$name" "$(setting "$name" BASE_URL)" "$(setting "$name" BIND)"
  done
}

services() { "$SYSTEMCTL" "$1" "thuocdo-web@$2" "thuocdo-worker@$2"; }

# upgrade_one NAME: a backup comes first, but not before there is a database
upgrade_one() {
  local name=$1 backups=$DATA/$1/backups
  as_owner "$DATA/$name" mkdir -p "$backups"
  if manage "$name" migrate --check >/dev/null 2>&1 || manage "$name" showmigrations --list 2>/dev/null | grep -q '\[X\]'; then
    manage "$name" backup "$backups/before-$(date +%Y-%m-%dT%H%M%S).tar.gz" || return 1
  fi
  manage "$name" migrate --verbosity 0 && manage "$name" createcachetable &&
    manage "$name" load_fixtures && manage "$name" load_questionnaires
}

upgrade() {
  local name all failed=()
  if [ $# -eq 0 ]; then
    mapfile -t all < <(names)
    set -- "${all[@]}"
  fi
  [ $# -gt 0 ] || die "there is no installation in $SETTINGS"
  for name in "$@"; do [ -e "$SETTINGS/$name.env" ] || die "there is no installation “$name”"; done
  manage "$1" collectstatic --noinput --verbosity 0
  for name in "$@"; do
    say "$name"
    services stop "$name"
    if upgrade_one "$name"; then services start "$name"; else failed+=("$name"); fi
  done
  [ ${#failed[@]} -eq 0 ] || die "not upgraded, and left stopped: ${failed[*]}"
}

case "${1:-}" in
add) [ $# -eq 3 ] || die "add NAME ADDRESS"; add "$2" "$3" ;;
add-all) [ $# -eq 2 ] || die "add-all FILE"; add_all "$2" ;;
list) list ;;
upgrade) shift; upgrade "$@" ;;
manage)
  [ $# -ge 3 ] && [ -e "$SETTINGS/$2.env" ] || die "manage NAME COMMAND, where NAME is one of: $(names | tr '\n' ' ')"
  shift
  manage "$@"
  ;;
*) sed -n '2,8s/^# \{0,1\}//p' "$0"; exit 1 ;;
esac
