# What a newcomer, a developer and CI run. CI calls these and nothing else.
#
#   make demo            an invented virtual school, checked, built and served (SERVE=0: not served)
#   make test            every test, with the coverage gate
#   make lint            style, types, layers, and whether generated files are up to date
#   make docs            the generated parts of the pages under docs/
#   make lock            the lock files, from pyproject.toml
#   make bench           the figures we claim, measured here (SIZES: how many PEPs)
#   make bench-england   the same for a whole country: an hour, and 12 GB of disk
#   make soak            long runs that look for rare faults, and a fuzzer (FUZZ_SECONDS)
#   make clean           all that these made, except the environment
#
# The first run of each fills .venv from the lock; later runs find it there.

PYTHON ?= python3
VENV ?= .venv
SERVE ?= 1
AS_OF ?= 2026-05-15
CHILDREN ?= 40
JOBS ?= auto
SIZES ?= 100 1000 12000
FUZZ_SECONDS ?= 300

BIN := $(abspath $(VENV))/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PEPSITE := $(BIN)/pepsite
RUN_STAMP := $(VENV)/.pepsite-run
DEV_STAMP := $(VENV)/.pepsite-dev
SOAK_VENV := $(VENV)-soak
SOAK_STAMP := $(SOAK_VENV)/.pepsite-soak
SITE_SOURCES := $(shell find demo/records src/pepsite -not -path '*/__pycache__*' 2>/dev/null)

.DELETE_ON_ERROR:
.PHONY: demo demo-site test lint docs lock bench bench-england soak clean

# --- the environment -------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("pepsite needs Python 3.11 or later: make PYTHON=python3.13" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what requirements.txt names into $(VENV): about a minute, once"
	$(PIP) install --require-hashes --requirement requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV_STAMP): requirements-dev.txt $(RUN_STAMP)
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@

# The fuzzer has an environment of its own: there is one for Linux and Python 3.11 to 3.13 only.
$(SOAK_STAMP): requirements-soak.txt requirements.txt
	$(PYTHON) -m venv $(SOAK_VENV)
	$(SOAK_VENV)/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes \
		--requirement requirements.txt --requirement requirements-soak.txt
	@touch $@

# --- the demonstration -----------------------------------------------------------------------

demo: demo/records/authority.yaml
	cd demo && $(PEPSITE) validate
	cd demo && $(PEPSITE) compliance --as-of $(AS_OF)
	@$(MAKE) --no-print-directory demo-site
ifneq ($(SERVE),0)
	cd demo && $(PEPSITE) serve --audience staff --as-of $(AS_OF)
endif

# Made once, then left alone: somebody may be trying things out in it. `make clean` removes it.
demo/records/authority.yaml: | $(RUN_STAMP)
	rm -rf demo demo.part
	$(PEPSITE) demo demo.part --children $(CHILDREN) --seed 1
	mv demo.part demo

demo-site: demo/site/index.html

demo/site/index.html: $(SITE_SOURCES) | $(RUN_STAMP)
	cd demo && $(PEPSITE) build --audience staff --as-of $(AS_OF) --out site
	@touch $@

# --- what CI asks ----------------------------------------------------------------------------

# By file, so that what the tests of a file share is made once, and in their order: the browser's,
# which take longest, begin. Compiled code is kept, whatever is set outside: hundreds of tests
# start pepsite as a program of its own.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(DEV_STAMP)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --cov

lint: $(DEV_STAMP)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PEPSITE) schema --check
	$(BIN)/python -m tools.generate_docs --check

# --- now and then ----------------------------------------------------------------------------

docs: $(DEV_STAMP)
	$(BIN)/python -m tools.generate_docs
	$(BIN)/python -m tools.bank_holidays

# A release waits a week before we take it: a bad one is usually found by then.
LOCKED := --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --exclude-newer "7 days" --custom-compile-command "make lock" --quiet --upgrade
LOCK := $(BIN)/uv pip compile pyproject.toml --extra forms --group build $(LOCKED)
SOAK_LOCK := $(BIN)/uv pip compile --group soak $(LOCKED)

lock: $(DEV_STAMP)
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(SOAK_LOCK) --constraint requirements-dev.txt --output-file requirements-soak.txt

# What they measure on is made once, under .bench/. The peer that we compare with gets an
# environment of its own there, from PyPI.
bench: $(DEV_STAMP)
	$(BIN)/python -m benchmarks.start
	$(BIN)/python -m benchmarks.remember --sizes $(SIZES)
	$(BIN)/python -m benchmarks.whole_workspace --sizes $(SIZES)
	$(BIN)/python -m benchmarks.compliance
	$(BIN)/python -m benchmarks.history
	$(BIN)/python -m benchmarks.forms
	$(BIN)/python -m benchmarks.gate
	$(BIN)/python -m benchmarks.hostile_input
	$(BIN)/python -m benchmarks.living_site
	$(BIN)/python -m benchmarks.lighthouse
	$(BIN)/python -m benchmarks.validate_against_peers --sizes $(SIZES)

bench-england: $(DEV_STAMP)
	$(BIN)/python -m benchmarks.england

# A file that breaks a promise of the readers ends the run, and is kept in .fuzz/failures.
soak: $(DEV_STAMP) $(SOAK_STAMP)
	$(BIN)/python -m pytest -n $(JOBS) -m soak --hypothesis-profile=soak
	PYTHONPATH=src:. $(SOAK_VENV)/bin/python -m tests.fuzz.fuzz_readers .fuzz \
		-max_total_time=$(FUZZ_SECONDS) -rss_limit_mb=1024

clean:
	rm -rf $(SOAK_VENV) .fuzz demo demo.part .bench site dist build .coverage .coverage.* .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
