#!/usr/bin/env bash
# Bring the Vietnamese catalogue in step with the code: `make messages`. With --check: only tell whether it is.
. "$(dirname "$0")/lib.sh"
export PATH=$PWD/.venv/bin:$PATH
catalogue=locale/vi/LC_MESSAGES/django.po
before=$(mktemp)
cp "$catalogue" "$before"
DJANGO_SETTINGS_MODULE=config.settings_test python -m django makemessages -l vi --no-wrap --no-location --no-obsolete \
  -i .venv -i var -i staticfiles -i tests -i bench >/dev/null
ids() { msgcat --no-wrap --sort-output "$1" | grep -E '^(msgid|msgid_plural|msgctxt) ' | sort; }
status=0
if [ "${1:-}" = --check ]; then
  if ! diff <(ids "$before") <(ids "$catalogue") >&2; then
    echo "The catalogue is not in step with the code: run make messages and translate what is new." >&2
    status=1
  fi
  cp "$before" "$catalogue"
fi
rm -f "$before"
while IFS= read -r po; do
  line=$(LC_ALL=C msgfmt --check-format --statistics -o /dev/null "$po" 2>&1) || { echo "$line" >&2; status=1; }
  case "$line" in *fuzzy* | *untranslated*) echo "$po: $line" >&2; status=1 ;; esac
done < <(find locale -name '*.po')
exit $status
