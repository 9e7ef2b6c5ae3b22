#!/usr/bin/env bash
# Bring the catalogues in step with the code: `make messages`. With --check: only tell whether they are.
. "$(dirname "$0")/lib.sh"
export PATH=$PWD/.venv/bin:$PATH DJANGO_SETTINGS_MODULE=config.settings_test
before=$(mktemp -d) room=$(mktemp -d)
cp -r locale "$before"
make_messages() { python -m django makemessages "$@" --no-wrap --no-location --no-obsolete -i .venv -i var -i staticfiles -i tests -i bench >/dev/null; }
make_messages -l vi
# Korean and Chinese hold what enterprises read while they answer, and nothing else.
cp -r --parents surveys/answering surveys/errors/answering.py surveys/fieldwork/paper_form.py surveys/instrument/types \
  surveys/templatetags/answering.py templates/answering templates/surveys/paper/sheet.html locale/ko locale/zh_Hans "$room"
(cd "$room" && PYTHONPATH=$OLDPWD make_messages -l ko -l zh_Hans)
cp -r "$room/locale" .
ids() { msgcat --no-wrap --sort-output "$1" | grep -E '^(msgid|msgid_plural|msgctxt) ' | sort; }
status=0
for catalogue in locale/{vi,ko,zh_Hans}/LC_MESSAGES/django.po; do
  if [ "${1:-}" = --check ]; then
    if ! diff <(ids "$before/$catalogue") <(ids "$catalogue") >&2; then
      echo "$catalogue is not in step with the code: run make messages and translate what is new." >&2
      status=1
    fi
    cp "$before/$catalogue" "$catalogue"
  fi
done
rm -rf "$before" "$room"
while IFS= read -r po; do
  line=$(LC_ALL=C msgfmt --check-format --statistics -o /dev/null "$po" 2>&1) || { echo "$line" >&2; status=1; }
  case "$line" in *fuzzy* | *untranslated*) echo "$po: $line" >&2; status=1 ;; esac
done < <(find locale -name '*.po')
exit $status
