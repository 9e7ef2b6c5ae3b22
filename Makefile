# What people and CI run. Each line is one script, readable on its own.
PORT ?= 8000
.PHONY: setup demo dev run worker installations test crawls test-all test-fast coverage check fmt bench chaos messages test-postgres mutants pictures lock

setup:            ## install what is missing, write .env, compile catalogues
	@bash scripts/setup.sh
demo:             ## the platform with invented data; SERVE=0 prepares it and stops
	@PORT=$(PORT) bash scripts/demo.sh
dev:              ## pages that reload and a worker beside them; Ctrl+C stops both
	@PORT=$(PORT) bash scripts/dev.sh
run: setup        ## serve what .env describes
	@.venv/bin/python manage.py migrate --verbosity 0
	@.venv/bin/python manage.py createcachetable
	@.venv/bin/python manage.py collectstatic --noinput --verbosity 0
	@BIND=127.0.0.1:$(PORT) .venv/bin/gunicorn -c deploy/gunicorn.conf.py config.wsgi
worker: setup     ## the background worker: mails, reports, reminders
	@.venv/bin/python manage.py qcluster
installations:    ## several Associations on one machine: ARGS="add lam-dong https://…", "list", "upgrade"
	@bash scripts/installations.sh $(ARGS)
test:             ## the suite, browser tests included
	@bash scripts/test.sh
crawls:           ## of the tests that walk through all pages and forms the quarter whose turn it is
	@bash scripts/test.sh crawls
test-all:         ## the suite with all that crawls through every page and form; before a release
	@TEST_ALL=1 bash scripts/test.sh
test-fast:        ## what needs no database, browser or server: after each small change
	@bash scripts/setup.sh --dev
	@.venv/bin/python -m pytest -q -n "$${TEST_PROCESSES:-2}" --fast
coverage:         ## how much of the code the quick tests reach
	@bash scripts/coverage.sh
check:            ## formatting, linters, types, migrations, settings, catalogues
	@bash scripts/check.sh
fmt:              ## put code and templates into the shape that check asks for
	@bash scripts/fmt.sh
bench:            ## measurements, as ratios within one run
	@bash scripts/setup.sh --dev
	@.venv/bin/python -m bench
chaos:            ## faults that happen, made to happen on this machine: SHORT=1 for a look, SCENARIOS="web disk"
	@bash scripts/setup.sh --dev
	@.venv/bin/python -m scripts.chaos $(if $(SHORT),--short) --json var/chaos.json $(SCENARIOS)
messages:         ## bring the catalogue in step with the code
	@bash scripts/setup.sh --dev
	@bash scripts/messages.sh
test-postgres:    ## the suite on a scratch PostgreSQL
	@bash scripts/test_postgres.sh
mutants:          ## small faults one at a time: does a test notice? (an hour; docs/testing.md)
	@bash scripts/setup.sh --dev
	@.venv/bin/python -m scripts.mutants $(MODULES)
pictures:         ## the pictures of README and of the set-up guide, made again
	@bash scripts/pictures.sh
lock:             ## pin what requirements*.in name
	@.venv/bin/uv pip compile --generate-hashes --python-version 3.11 --no-header -q requirements.in -o requirements.txt
	@.venv/bin/uv pip compile --generate-hashes --python-version 3.11 --no-header -q requirements-dev.in -o requirements-dev.txt
