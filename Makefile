# Two commands on a fresh machine: `make run` and `make test`. Both do all set-up first.
PYTHON ?= python3
BIN := .venv/bin
EXERCISE := missions/exercise-lachin
REMOTE := missions/lachin-2023
DAYS ?= 28
PAGE := src/trucewatch/server/page/index.html

.PHONY: run serve web test slow lint bench docs lock clean help

help:  ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: .venv/run.stamp web  ## set up, play the exercise mission into its record, verify it, write the daily reports
	$(BIN)/trucewatch exercise -m $(EXERCISE) --days $(DAYS)
	$(BIN)/trucewatch add -m $(EXERCISE)
	$(BIN)/trucewatch verify -m $(EXERCISE)
	$(BIN)/trucewatch add -m $(REMOTE)
	$(BIN)/trucewatch report -m $(REMOTE) --day 2023-09-27 --out out/lachin-2023
	$(BIN)/trucewatch status -m $(EXERCISE)
	$(BIN)/trucewatch report -m $(EXERCISE) --out out/exercise-lachin
	@echo "Read out/exercise-lachin/report.html; the same as PDF, tables and map lies beside it."
	@echo "Open the operations room with: make serve (http://127.0.0.1:8000)"

serve: .venv/run.stamp web  ## open the operations room
	$(BIN)/trucewatch serve -m $(EXERCISE)

web: $(PAGE)  ## build the page of the operations room (needs Node 20 or newer)

test: .venv/test.stamp web  ## set up, run the fast suite
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

slow: .venv/test.stamp web  ## the suite that takes minutes: crash tests, a million rows
	$(BIN)/python -m pytest -n 2 -m slow --dist loadfile --no-loadscope-reorder

lint: .venv/test.stamp  ## style, types, import rules, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src

bench: .venv/test.stamp  ## every benchmark, one after the other
	for script in benchmarks/*.py; do echo "== $$script"; $(BIN)/python $$script || exit 1; done

docs:  ## write the reference of the command line again
	$(BIN)/python -m typer trucewatch.cli utils docs --name trucewatch --title "The command line" --output docs/commands.md

lock:  ## make the lock files again (needs uv)
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--extra field --group runtime-build pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 \
		--extra field --extra postgres --extra press --group dev pyproject.toml -o requirements-dev.lock

clean:  ## everything that was made, records of the missions included
	rm -rf .venv out web/node_modules src/trucewatch/server/page missions/*/record missions/*/exercise

# Without Node the server runs as well; it says that its page is not built.
$(PAGE): $(shell find web/src web/public web/*.json web/*.ts web/*.html)
	@if command -v npm >/dev/null; then cd web && npm ci --silent && npm run --silent build -- --logLevel warn; \
	else echo "No npm: the page of the operations room is not built."; fi

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python requirements.lock pyproject.toml
	@test -f .venv/test.stamp || $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/test.stamp: .venv/bin/python requirements-dev.lock pyproject.toml
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@ .venv/run.stamp
