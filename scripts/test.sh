#!/usr/bin/env bash
# The suite, browser tests included where a browser is or can be had: `make test`. The tests that crawl through everything are
# left out; `make crawls` runs of them the quarter whose turn it is with this commit, so that four commits run them all, and
# `make test-all` leaves none out.
. "$(dirname "$0")/lib.sh"
bash scripts/setup.sh --dev

missing=$(missing_packages "chromium=command -v chromium" "libatomic1=has_library libatomic.so.1" \
  "poppler-utils=command -v pdftotext")
left_out=""
# shellcheck disable=SC2086
install_packages $missing || left_out=$missing
case "$left_out" in *chromium* | *libatomic1*) browser=" and not browser" ;; *) browser="" ;; esac

export DJANGO_SETTINGS_MODULE=config.settings_test
# a third process on two cores works while two of them wait for a browser, a server or a worker
at_once=(-n "${TEST_PROCESSES:-3}" --dist loadfile --no-loadscope-reorder)
run() { .venv/bin/python -m pytest -q "$@"; }
run_twice() { # a browser on a busy machine may miss a moment; what fails twice, the second time alone, has failed
  local marks="$1$browser"
  shift
  run "${at_once[@]}" -m "$marks" "$@" && return
  say "AGAIN, ALONE: the tests that failed"
  local left=() each
  for each in "$@"; do [[ $each == --share=* ]] || left+=("$each"); done # a share of those that failed is none of them
  run --last-failed --last-failed-no-failures none -m "$marks" "${left[@]}"
}

turn() { # which quarter: commits take turns; a copy without history begins with the first
  echo "$(($(git rev-list --count HEAD 2>/dev/null || echo 0) % 4))/4"
}

all="(crawl or not crawl)"
if [ "${1:-}" = crawls ]; then
  run_twice crawl "--share=$(turn)"
elif [ $# -gt 0 ]; then
  run_twice "$all" "$@"
else
  estimators=(tests/analysis/estimators tests/analysis/commands/test_estimate*.py)
  marks="not crawl"
  [ -z "${TEST_ALL:-}" ] || marks=$all
  run_twice "$marks" "${estimators[@]/#/--ignore=}"
  run "${at_once[@]}" "${estimators[@]}" --cov=analysis/estimators --cov-report=
  .venv/bin/python -m coverage report --skip-covered --fail-under=100
fi
if [ -n "$left_out" ]; then
  say "LEFT OUT: tests that need $left_out(as root, make test installs them; else: sudo apt-get install --no-install-recommends $left_out)"
fi
