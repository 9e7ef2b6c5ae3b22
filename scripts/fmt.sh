#!/usr/bin/env bash
# Put code and templates into the shape `make check` asks for, and mend what can be mended safely: `make fmt`.
. "$(dirname "$0")/lib.sh"
bash scripts/setup.sh --dev
export PATH=$PWD/.venv/bin:$PATH
ruff check --fix --quiet . || true # what is left is told by make check
ruff format --quiet .
git ls-files 'templates/*.html' | xargs djhtml --tabwidth 2 2>/dev/null || true # fails when it changed a file
python scripts/folder_table.py
