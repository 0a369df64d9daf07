.DEFAULT_GOAL := help
PY := .venv/bin/python

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install everything that running and testing need
	@bash scripts/setup.sh --tests

run: ## start the demo and print its address and accounts
	@bash scripts/run

test: ## lint, the whole suite, browser and PostgreSQL included
	@bash scripts/test

lint: ## only the checks that read the code
	@bash scripts/lint

fix: ## let the tools repair what they can
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

migrate: ## bring the demo database up to date
	@$(PY) manage.py migrate

demo: ## make the demo data anew
	@$(PY) manage.py demo

docs: ## write docs/workflow.md and, from a running demo (PORT, DATA_DIR), the pictures of docs/guide
	@$(PY) manage.py workflow_docs
	@$(PY) scripts/screenshots.py --address http://127.0.0.1:$${PORT:-8000}

prints: ## print the sample forms anew and keep their pictures and texts
	@$(PY) -m tests.printing.pictures

bench: ## measure speed, as ratios with pass or fail
	@$(PY) -m tests.bench

drill: ## kill, restart and restore real servers, bounded in time
	@$(PY) -m tests.chaos

lock: ## resolve the dependencies of pyproject.toml and package.json anew
	@.venv/bin/uv pip compile pyproject.toml -q --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements.lock
	@.venv/bin/uv pip compile -q --group setup -c requirements.lock --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements-setup.lock
	@.venv/bin/uv pip compile pyproject.toml -q --group dev -c requirements.lock -c requirements-setup.lock --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements-dev.lock
	@.venv/bin/uv pip compile -q --group bench -c requirements-dev.lock --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o requirements-bench.lock
	@PATH="$(CURDIR)/.venv/bin:$$PATH" npm install --package-lock-only

.PHONY: help setup run test lint fix migrate demo docs prints bench drill lock
