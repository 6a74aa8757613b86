# Targets of the house. `##` after a target is its line in `make help`.
.DEFAULT_GOAL := help
SHELL := /bin/sh
# The clone may lie in a folder with a space in its name: everything here is relative.
PYTHON := .venv/bin/python
export RASA_TELEMETRY_ENABLED := false

.PHONY: help environments setup run test check lint types imports unit bench format openapi messages screenshots clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

environments: ## Prepare both Python environments (in the user's cache folder)
	@requirements/environment.sh main
	@requirements/environment.sh bot

setup: environments ## Prepare all that a start needs: environments, web assets, embedding model, Rasa model
	@$(PYTHON) -m api.cli setup

run: setup ## Start the system in the foreground; Ctrl-C stops all of it
	@exec $(PYTHON) -m api.cli run

test: setup lint types imports ## Every check and every test, browser and bot included
	@$(PYTHON) -m pytest -q -n 2 tests/unit tests/properties tests/architecture tests/contract tests/integration
	@cd bot && ../.venv-bot/bin/python -m pytest -q
	@$(PYTHON) -m pytest -q tests/bot tests/browser tests/system

check: environments lint types imports unit ## The quick part, under a minute: linters, types, import rules, unit tests

lint: ## ruff, formatting included
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

types: ## mypy, strict
	@$(PYTHON) -m mypy

imports: ## The import rules of pyproject.toml
	@$(PYTHON) -c 'from importlinter.cli import lint_imports_command as lint; lint(["--no-logo"])'

unit: ## Unit, property and architecture tests
	@$(PYTHON) -m pytest -q -n 2 tests/unit tests/properties tests/architecture

bench: setup ## Speed and accuracy, as ratios measured in one run
	@$(PYTHON) -m bench

format: ## Format and mend what ruff can mend
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

openapi: ## Rewrite docs/openapi.json from the code
	@$(PYTHON) -m api.cli openapi --write docs/openapi.json

screenshots: setup ## Take the README's screenshots anew
	@$(PYTHON) -m tests.screenshots

clean: ## Remove what can be made again in this clone (data and the cache folder stay)
	rm -rf .venv .venv-bot node_modules api/static/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
