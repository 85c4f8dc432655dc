# What a person runs here; `make help` tells. Works with the make of macOS (3.81) and of Linux.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# Which Python makes .venv: the first of these that fits, or the one that is named (make venv PYTHON=/path/to/python3.13).
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11 python
BANK ?=
export PYTHON BANK

PY := .venv/bin/python
INSTALL := $(PY) -m pip install --disable-pip-version-check --require-hashes --only-binary :all:
DEBIAN := Debian and Ubuntu: apt-get install python3 python3-venv; macOS: brew install python@3.13

.PHONY: help venv dev app test test-slow bench neo4j neo4j-stop neo4j-wipe clean

help:
	@echo 'make app             build the graph of data/banks, if it changed, and open the explorer on it'
	@echo 'make app BANK=path   the same for your own Markdown file or folder; its graph goes to'
	@echo '                     my-graphs/NAME/graph.json, so graph.json stays the one of data/banks'
	@echo 'make venv            create .venv and install what the project needs (about 1 GB)'
	@echo 'make test-slow       loads cut off at ten moments on either side, against a live Neo4j (many minutes)'
	@echo 'make test            install what tests need, then ruff, mypy and pytest'
	@echo '                     (KG_REQUIRE_NEO4J=1 KG_REQUIRE_BROWSER=1: fail where these are missing)'
	@echo 'make bench           the benchmarks, some minutes'
	@echo 'make neo4j           start a private Neo4j (Java 17 and Maven, no Docker); says its address'
	@echo 'make neo4j-stop      stop it; make neo4j-wipe deletes its data too'
	@echo 'make clean           remove .venv, caches and the fetched Neo4j; graphs and progress stay'

venv: .venv/installed

# A virtual environment whose Python fits and has pip is kept; anything else is made anew.
.venv/installed: requirements.lock pyproject.toml
	@$(call FITS,$(PY)) 2>/dev/null && $(PY) -m pip --version >/dev/null 2>&1 && exit 0; \
	seen=; unable=; chosen=; \
	for python in $$PYTHON; do \
	  version=`"$$python" -c 'import platform; print(platform.python_version())' 2>/dev/null` || continue; \
	  if ! $(call FITS,"$$python"); then seen="$$seen $$python is $$version,"; continue; fi; \
	  if ! "$$python" -c 'import venv, ensurepip' 2>/dev/null; then unable="$$unable $$python ($$version),"; continue; fi; \
	  chosen=$$python; break; \
	done; \
	if [ -z "$$chosen" ]; then \
	  if [ -n "$$unable" ]; then echo "Python without venv:$${unable%,}. Install it ($(DEBIAN)), or name another: make venv PYTHON=/path/to/python3" >&2; \
	  else echo "Python 3.11 to 3.14 is needed;$${seen:- none of $$PYTHON runs,} so install one ($(DEBIAN)), or name it: make venv PYTHON=/path/to/python3" >&2; fi; \
	  exit 2; \
	fi; \
	echo "creating .venv with $$chosen ($$version)"; "$$chosen" -m venv --clear .venv
	@echo 'installing the pinned packages, about 1 GB on disk'
	@quiet=--quiet; if [ -t 1 ]; then quiet=; fi; $(INSTALL) $$quiet -r requirements.lock
	@$(PY) -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e .
	@pwd -P >$@

# An editable install knows its folder: a checkout that was moved installs again.
ifneq ($(shell cat .venv/installed 2>/dev/null),$(CURDIR))
.PHONY: .venv/installed
endif

FITS = $(1) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'

dev: .venv/installed-dev

.venv/installed-dev: requirements-dev.lock .venv/installed
	@echo 'installing what tests need'
	@$(INSTALL) --quiet -r requirements-dev.lock
	@touch $@

app: venv
	@bank=data/banks; store=graph.json; banks=banks; \
	if [ -n "$$BANK" ]; then \
	  bank=$$BANK; \
	  case $$bank in "~/"*) bank=$$HOME/$${bank#??};; -*) bank=./$$bank;; esac; \
	  if [ -d "$$bank" ]; then name=`cd "$$bank" && pwd`; else name=$$bank; fi; \
	  store="my-graphs/`basename "$$name" .md`/graph.json"; \
	  folder=`dirname "$$store"`; banks="$$folder/banks"; mkdir -p "$$folder"; \
	fi; \
	if [ -n "`find "$$banks" -name '.?*' -prune -o -name '*.md' -print 2>/dev/null | head -n 1`" ]; then \
	  echo "building from $$banks, where the explorer keeps what was imported, $$bank included (as it was then)"; \
	  bank=$$banks; \
	fi; \
	$(PY) -m kg build --if-changed "$$bank" --store "$$store" && exec $(PY) -m kg serve --store "$$store" --banks "$$banks"

test: dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m pytest

test-slow: dev
	$(PY) -m pytest -m slow

bench: dev
	$(PY) -m pytest tests/benchmarks -s -o python_files='bench_*.py' -o timeout=0

neo4j: venv
	@$(PY) -m tests.servers.neo4j_server start

neo4j-stop: venv
	@$(PY) -m tests.servers.neo4j_server stop

neo4j-wipe: venv
	@$(PY) -m tests.servers.neo4j_server wipe

clean:
	@if [ -f .neo4j/home/server.json ]; then echo 'the data of make neo4j stays in .neo4j/home (make neo4j-wipe deletes it)'; fi
	rm -rf .venv .neo4j/jars-* .mypy_cache .ruff_cache .hypothesis .pytest_cache build *.egg-info
	find app data extract kg tests -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
