# taiyaku: everything a person or CI runs. `make` alone lists the targets.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.setup.stamp
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup translate review check glossary test lint types pytest bench eval model clean

help: ## list targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n",$$1,$$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## create .venv and install everything, pinned (the other targets call this themselves)

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "taiyaku needs Python 3.10 or newer: make PYTHON=python3.12 …" >&2; exit 2; }
	@test -x $(BIN)/python || { echo "setting up $(VENV) (once; a few minutes)"; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@$(BIN)/python -m compileall -q pipeline glossary
	@touch $@

translate: $(STAMP) ## translate every document in locales/ja/ (ARGS="…" adds options)
	@$(BIN)/taiyaku translate $(ARGS) || test $$? -eq 1  # 1 = findings to review, not a failure

review: $(STAMP) ## translate, then open the bilingual pages in a browser
	@$(BIN)/taiyaku translate $(ARGS) || test $$? -eq 1
	@$(BIN)/python -m webbrowser -t "file://$(CURDIR)/locales/en/bilingual/index.html"

check: $(STAMP) ## check the catalogs: terms, numbers, untranslated and leftover text
	@$(BIN)/taiyaku check $(ARGS)

glossary: $(STAMP) ## lint the termbase
	@$(BIN)/taiyaku terms lint glossary/terms/*.tsv

test: lint types pytest ## all that CI runs

lint: $(STAMP) ## style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP) ## static types, strict
	@$(BIN)/mypy

pytest: $(STAMP) ## tests only (ARGS="-k name")
	@$(BIN)/python -m pytest $(ARGS)

bench: $(STAMP) ## speed, with a signature line
	@$(BIN)/python -m tests.benchmarks $(ARGS)

eval: $(STAMP) ## quality of the bundled model (ARGS="--set FILE.tsv")
	@$(BIN)/taiyaku model eval $(ARGS)

model: $(STAMP) ## train a model (ARGS="--recipe FILE.toml")
	@$(BIN)/taiyaku model train $(ARGS)

clean: ## remove the environment and everything built
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis locales/en/bilingual
