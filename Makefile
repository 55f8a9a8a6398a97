# Everything starts here. Targets that install show what they do; the first time takes a minute or two.
PYTHON ?= python3
DATA ?= .run
ENGINE ?= process
IMAGES ?=
PORT ?=
MOCK_GPUS ?=
DATABASE ?=
BOOTSTRAP = $(PYTHON) -B -m bootstrap
VENV = .venv/bin
PYTEST = $(VENV)/python -m pytest
# Tests of the hub service that open no database: those named test_scheduler_* decide from facts alone.
WITHOUT_DATABASE = signature_vectors task_endings up_parts hub_configuration scheduler_% store_writer rest_program \
  audit_secrets registry_client background idle_verdicts vfolders_listing changes_followed hub_interpreter
WITHOUT_LISTS = limits http filters
ON_A_SITE = spawn ends
# The site's tests take longest, so they come first.
DATABASE_TESTS = $(ON_A_SITE:%=tests/integration/test_hub_%.py) $(wildcard tests/integration/test_sessions_*.py) \
  $(filter-out $(WITHOUT_DATABASE:%=tests/unit/hub/test_%.py) $(WITHOUT_LISTS:%=tests/unit/graphql/test_graphql_%.py),\
  $(wildcard tests/unit/hub/test_*.py tests/unit/graphql/test_*.py)) tests/integration/test_store_upgrade.py
# One more than there are cores: much of a test is waiting for what it has started.
WORKERS ?= $(shell n=$$(nproc); [ $$n -gt 7 ] && echo 8 || echo $$((n + 1)))

export PYTHON

.PHONY: help run install environment test test-fast test-docker lint format features clean

help:
	@echo "make run        a whole site on this machine (PORT= DATA= MOCK_GPUS= DATABASE= ENGINE= IMAGES=), Ctrl-C ends it"
	@echo "make test       all tests, with their own set-up;  make test-fast: those that start no site"
	@echo "make test-docker  those that need a Docker engine"
	@echo "make lint       all checks of the sources;          make format: let the tools repair what they can"
	@echo "make features   which rows of the feature inventory have a passing test"
	@echo "make bench-NAME a benchmark;                        make clean: forget builds and .venv, never DATA"

# exec: Ctrl-C reaches the site itself, and its exit status is make's.
run:
	@exec $(BOOTSTRAP) run --data "$(DATA)" -- --engine $(ENGINE) \
	  $(if $(PORT),--port $(PORT)) $(if $(MOCK_GPUS),--mock-gpus $(MOCK_GPUS)) $(if $(DATABASE),--database "$(DATABASE)") \
	  $(foreach image,$(IMAGES),--image "$(image)")

install:
	@$(BOOTSTRAP) run --data "$(DATA)" --install-only

environment:
	@$(BOOTSTRAP) environment

# First what speaks to a database on PostgreSQL, then everything (there on SQLite).
test: environment
	KERNELYARD_TEST_DATABASE=postgresql $(PYTEST) -n $(WORKERS) --dist loadgroup -p no:cacheprovider $(DATABASE_TESTS)
	$(PYTEST) -n $(WORKERS) --dist loadgroup

test-fast: environment
	$(PYTEST) -n $(WORKERS) --dist loadgroup tests/unit tests/security

# Those that need a Docker engine; their images are built at the first time.
test-docker: environment
	$(PYTEST) tests/docker

lint: environment
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/mypy
	$(VENV)/lint-imports --no-cache
	$(VENV)/python -m pytest -q tests/unit/quality/test_quality_rules.py
	PATH="$$PATH:$$PWD/$(VENV)" npm --prefix labextension run check

format: environment
	$(VENV)/ruff check --fix .
	$(VENV)/ruff format .
	PATH="$$PATH:$$PWD/$(VENV)" npm --prefix labextension run format

features: environment
	@$(VENV)/python -m tests.features

bench-%: environment
	@$(VENV)/python -m tests.benchmarks.$* $(if $(filter start,$*),--engine $(ENGINE))

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	rm -rf labextension/node_modules labextension/lab/node_modules labextension/lab/lib
	rm -rf labextension/kernelyard_lab/labextension hub_ext/kernelyard_hub/console/static
	rm -rf agent/kernelyard_agent/runner/apps/static
