# Every target sets up what it needs; a second run takes no time. Values (REPO=…) reach programs by the environment only.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/sh

# Where make was called: with -C the caller's folder, which the shell left in PWD.
export CALLED_FROM := $(if $(findstring w,$(firstword -$(MAKEFLAGS))),$(PWD),$(CURDIR))

# Taken as they were typed: make would expand a $ in them.
given = $(if $(filter-out undefined,$(origin $(1))),$(eval override $(1) := $$(value $(1)))$(eval export $(1)))
$(foreach name,REPO REF TRACKER PORT DATA_DIR BENCH_REPO BENCH_REF REFERENCE_REPO PYTHON TESTS PICTURES \
  LOAD_REPOSITORIES LOAD_COMMITS LOAD_CLIENTS LOAD_SECONDS LOAD_PAUSE LOAD_PORT,$(call given,$(name)))

PY := .venv/bin/python
# Tools look at settings, and must touch nobody's data.
NO_DATA := SECRET_KEY=for-tools-only-0123456789abcdef0123456789abcdef0123456789 DATABASE_URL=sqlite://:memory: DATA_DIR=/nonexistent
PYTEST := $(PY) -m pytest -n 2 --dist worksteal

.PHONY: help install up test test-long pictures test-servers check lint types contracts migrations audit bench load lock browser clean FORCE

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

install: .stamps/static ## set up .venv, node_modules and the static files

up: install ## run everything: make up [REPO=path or URL] [REF=] [TRACKER=] [PORT=8000] [DATA_DIR=data]
	@root=$$PWD; cd "$$CALLED_FROM" && exec "$$root/$(PY)" "$$root/manage.py" up \
	  $${REPO:+"--repo=$$REPO"} $${REF:+"--ref=$$REF"} $${TRACKER:+"--tracker=$$TRACKER"}

test: install .stamps/dev ## the tests, some minutes
	@$(PYTEST) $${TESTS:-tests}

test-long: install .stamps/dev ## the long ones: faults, hostile input, load, the reference repository
	@$(PY) -m pytest -m "fault or hostile or load or reference" $${TESTS:-tests}

pictures: install .stamps/dev ## a picture of every page at 390, 1440 and 1920 px, light and dark: make pictures [PICTURES=pictures]
	@$(PY) -m pytest -n 2 -m pictures tests/browser/test_pictures.py

test-servers: install .stamps/dev ## the tests again on PostgreSQL and Redis, where they answer on this machine
	@.ci/on-servers $(PYTEST) tests

check: lint types contracts migrations audit test ## all that has to be true before a push

lint: .stamps/dev
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .

types: .stamps/dev
	@$(NO_DATA) $(PY) -m mypy

contracts: .stamps/dev
	@$(PY) -c 'from importlinter.cli import lint_imports_command; lint_imports_command()' --no-cache

migrations: install
	@$(NO_DATA) $(PY) manage.py makemigrations --check --dry-run

audit: .stamps/dev
	@.ci/audit

bench: install ## measure a scan: make bench [BENCH_REPO=path or URL] [BENCH_REF=]
	@$(PY) -m bench

load: install ## pages under many readers: make load [LOAD_REPOSITORIES=100] [LOAD_COMMITS=10000] [LOAD_CLIENTS=20] [LOAD_SECONDS=30] [LOAD_PAUSE=0]
	@$(PY) -m bench.load

lock: .stamps/dev ## renew requirements*.txt and package-lock.json
	@$(PY) -m venv .stamps/uv && .stamps/uv/bin/python -m pip install --quiet uv
	@.stamps/uv/bin/uv pip compile --upgrade --generate-hashes --no-strip-extras --python-version 3.11 requirements.in -o requirements.txt
	@.stamps/uv/bin/uv pip compile --upgrade --generate-hashes --no-strip-extras --python-version 3.11 requirements-dev.in -o requirements-dev.txt
	@npm install --package-lock-only --ignore-scripts --no-audit --no-fund

browser: ## Chromium for the browser tests, by apt
	@.ci/browser

clean: ## remove what was set up; data/ stays
	rm -rf .venv node_modules staticfiles .stamps .mypy_cache .ruff_cache .pytest_cache .hypothesis

# What is set up. A stamp is written after its step has worked, and is older than its lock file when that has changed.
.venv/pyvenv.cfg: .ci/venv
	@.ci/venv

.stamps/runtime: requirements.txt .venv/pyvenv.cfg
	@mkdir -p .stamps
	@echo "Installing Python packages"
	@$(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r requirements.txt
	@touch $@

.stamps/dev: requirements-dev.txt .stamps/runtime
	@echo "Installing the tools for tests and checks"
	@$(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r requirements-dev.txt
	@touch $@

.stamps/npm: package.json package-lock.json $(if $(wildcard node_modules/.package-lock.json),,FORCE)
	@mkdir -p .stamps
	@command -v npm >/dev/null || { echo "npm is not there. Install Node.js 20 or newer with npm (Debian: apt-get install nodejs npm), then run make again." >&2; exit 1; }
	@echo "Installing Chart.js, CSS and fonts"
	@npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

.stamps/static: .stamps/runtime .stamps/npm $(shell find tracker/static) tracker/finders.py $(if $(wildcard staticfiles/staticfiles.json),,FORCE)
	@$(NO_DATA) $(PY) manage.py collectstatic --clear --noinput --verbosity 0
	@touch $@
