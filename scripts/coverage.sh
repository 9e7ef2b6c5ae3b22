#!/usr/bin/env bash
# How much of the code the quick tests reach, and whether that is less than we ask: `make coverage`. Tracing takes two thirds as
# long again as the tests themselves, so it is apart; `make test` traces the estimators alone.
. "$(dirname "$0")/lib.sh"
bash scripts/setup.sh --dev
export DJANGO_SETTINGS_MODULE=config.settings_test
.venv/bin/python -m pytest -q -n "${TEST_PROCESSES:-2}" --dist loadfile -m "not browser and not slow" --cov --cov-report=
.venv/bin/python -m coverage report --skip-covered --fail-under=90
