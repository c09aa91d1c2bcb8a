# `make run` and `make test` are all that a fresh clone needs: the first call sets up .venv.

PYTHON ?= python3
BIN := .venv/bin
RUNS := .venv/.runs
STAMP := .venv/.installed
PIP := $(BIN)/python -m pip install --quiet --no-compile -c constraints.txt

# Bytecode is kept, whatever the surroundings say: else every process that a test starts compiles all that it imports.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run reference studies kernel page teaching docs tutorial test test-all lint style types imports unused spelling format bench clean distclean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP)  ## the virtual environment, exactly as constraints.txt says

# What is played needs half of what is developed with; Python's bytecode is made of what is imported alone.
$(RUNS): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(PIP) -e .
	@touch $@

$(STAMP): $(RUNS)
	$(PIP) -e '.[dev]'
	@touch $@

run: $(RUNS)  ## the headline study
	$(BIN)/wiifwe

reference: $(STAMP)  ## the pages of parameters, rules and columns, and the JSON Schema, from what defines them
	$(BIN)/python -m experiments.reference
	$(BIN)/python -m experiments.cards
	$(BIN)/python -m experiments.columns
	$(BIN)/python -m experiments.schema

studies: $(STAMP)  ## every study; docs/findings.md and README from what they found
	$(BIN)/python -m experiments.publish

kernel: $(STAMP)  ## the compiled rules as they travel, for all machines; after every edit of the rules
	$(BIN)/python -m sim.ensemble.shipping

page: kernel  ## the laboratory, one HTML file (needs Node, npm and lld; using it needs a browser)
	$(BIN)/python -m sim.page.building

teaching: $(STAMP)  ## teacher's pages, handouts, plan and slides from what is published (needs Chromium)
	$(BIN)/python -m experiments.teaching

docs: $(STAMP)  ## the documentation as a site, into build/site; a warning is an error
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --jobs 2 --conf-dir docs . build/site

tutorial: $(STAMP)  ## docs/tutorial.ipynb from docs/tutorial.py: executed, with what came out
	$(BIN)/python docs/extensions/notebook.py

# A third process works where two wait for browsers and for commands that tests start; files that take long come first.
PYTEST := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test: $(STAMP)  ## all tests but the slow ones
	$(BIN)/python -m tests.twins.test_levels
	$(PYTEST)

test-all: $(STAMP)  ## the slow ones too, and more examples of what holds for all
	$(BIN)/python -m tests.twins.test_levels
	HYPOTHESIS_PROFILE=more $(PYTEST) -m ""

lint: style types imports unused spelling docs  ## everything that is checked without running the code

style: $(STAMP)  ## ruff: rules and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## pyright
	$(BIN)/pyright --project pyproject.toml --pythonpath $(BIN)/python

imports: $(STAMP)  ## who may import whom
	$(BIN)/lint-imports

unused: $(STAMP)  ## deptry and vulture: packages that nobody imports, functions that nobody calls
	$(BIN)/deptry .
	$(BIN)/vulture

spelling: $(STAMP)  ## codespell
	$(BIN)/codespell

format: $(STAMP)  ## mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(STAMP)  ## speed and memory, into benchmarks/results.md: some eight minutes
	$(BIN)/python -m benchmarks

clean:  ## remove what builds and tests leave behind
	rm -rf build dist .hypothesis .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

distclean: clean  ## and the virtual environment
	rm -rf .venv
